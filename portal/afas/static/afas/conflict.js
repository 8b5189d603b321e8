// What this tab had kept is in this page now: putting it back over the choice made here would undo that choice.
sessionStorage.removeItem(`autosave:${location.pathname}`);
