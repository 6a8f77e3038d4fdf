// The behaviour of those components that have any; each starts where its data-module stands in the page.
import {
  Button, CharacterCount, Checkboxes, ErrorSummary, FileUpload, NotificationBanner, PasswordInput, Radios,
  ServiceNavigation, SkipLink, Tabs, createAll
} from "govuk-frontend";

const all = [
  Button, CharacterCount, Checkboxes, ErrorSummary, FileUpload, NotificationBanner, PasswordInput, Radios,
  ServiceNavigation, SkipLink, Tabs
];
document.body.classList.add("js-enabled", "govuk-frontend-supported");
for (const one of all) createAll(one);
// Parts that htmx put into the page start as well.
document.body.addEventListener("htmx:after:swap", () => { for (const one of all) createAll(one); });
