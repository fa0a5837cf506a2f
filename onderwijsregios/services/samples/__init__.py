"""Sample onderwijsregio's and sample rounds."""
