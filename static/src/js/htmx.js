// htmx for the few pages that ask for it, in a file of its own.
import "htmx.org";
