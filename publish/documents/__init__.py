"""Papers: DOCX, PDF, XLSX, receipts, slips, posters."""
