// Who is logged in on this page; empty for nobody. Whatever this browser keeps is kept by person.
export const person = document.body.dataset.person ?? "";
export const personName = document.body.dataset.name ?? "";
