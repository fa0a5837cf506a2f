// Small comforts on top of pages that work without them. Each module looks for
// its own data attribute and does nothing on a page that has none.
import { showErrors } from "./error-summary.js";
import { countCharacters } from "./character-counter.js";
import { countDown } from "./countdown.js";
import { guardChanges } from "./unsaved-changes.js";
import { checkFileSizes } from "./file-size.js";
import { closeDetails } from "./details.js";
import { submitOnce } from "./submit-once.js";
import { saveWhileTyping } from "./autosave.js";
import { measureLength } from "./length-meter.js";

showErrors(document);
countCharacters(document);
countDown(document);
guardChanges(document);
checkFileSizes(document);
closeDetails(document);
submitOnce(document);
saveWhileTyping(document);
measureLength(document);
