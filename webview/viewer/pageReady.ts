/** What the page does when it is ready, of whoever it is: 3Dmol puts its own in that place, so that this must be imported before it. */
export const pageReady = document.onreadystatechange;
