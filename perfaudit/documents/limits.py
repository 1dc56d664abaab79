"""How much a document may hold: far more than a self-evaluation needs, and little enough for an ordinary computer."""

MEGABYTE = 1_000_000
MAX_FILES = 200  # read for one unit
MAX_ENTRIES = 2_000  # in a unit's folder or archive, pictures and the like included
MAX_PATH_CHARACTERS = 1_000  # in an archive
MAX_FILE_BYTES = 200 * MEGABYTE
MAX_UNZIPPED_BYTES = 500 * MEGABYTE  # all parts of a .docx or a .zip together, pictures included
MAX_ZIP_ENTRIES = 10_000
MAX_XML_BYTES = 40 * MEGABYTE  # one part of a .docx: as a tree it takes some twenty times its size in memory
MAX_CHARACTERS = 20_000_000
MAX_CELLS = 200_000
MAX_PASSAGES = 200_000
MAX_COLUMNS = 1_000
MAX_OFFICE_SECONDS = 120  # for LibreOffice to convert one document
MAX_OFFICE_MEMORY_BYTES = 2_500 * MEGABYTE  # of addresses, most of which it never uses
MAX_PDF_SECONDS = 120  # to read one PDF
MAX_PDF_MEMORY_BYTES = 1_000 * MEGABYTE  # of addresses, for the process that does
