// What every module needs of the page.
import htmx from "htmx.org";

/** The template decides which element it is, so its type is left open. @typedef {any} Found */

/** @returns {Found} */
export const byId = (/** @type {string} */ id) => document.getElementById(id);

/** @returns {Found} */
export const find = (/** @type {string} */ selector, /** @type {ParentNode} */ within = document) =>
  within.querySelector(selector);

/** @returns {Found[]} */
export const findAll = (/** @type {string} */ selector, /** @type {ParentNode} */ within = document) => [
  ...within.querySelectorAll(selector),
];

/** Runs `act(element, event)` when an event comes from an element that matches, or from within it. */
export function on(/** @type {string} */ type, /** @type {string} */ selector, act, options = {}) {
  const heard = (/** @type {any} */ event) => {
    const element = event.target?.closest?.(selector);
    if (element) act(element, event);
  };
  document.addEventListener(type, heard, options);
}

/** Runs `act(detail, event)` at an event of htmx, such as `afterSwap`. */
export function onHtmx(/** @type {string} */ name, act) {
  document.addEventListener(`htmx:${name}`, (/** @type {any} */ event) => act(event.detail, event));
}

/**
 * A request of htmx that begins at an element of its own: whatever is on the page may be replaced meanwhile.
 * htmx says what failed.
 */
export function request(verb, path, how) {
  const source = make("span", { hidden: true });
  document.body.append(source);
  htmx
    .ajax(verb, path, { source, ...how })
    .catch(() => null)
    .finally(() => source.remove());
}

/** make("a", { href: "/" }, "Home") @returns {Found} */
export function make(/** @type {string} */ tag, properties = {}, ...content) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...content);
  return element;
}

/** What a server sent as HTML, ready to be put somewhere. */
export function parse(/** @type {string} */ html) {
  return make("template", { innerHTML: html }).content;
}

/** A copy of the first element in a `<template>`. @returns {Found} */
export const copyOf = (template) => document.importNode(template.content.firstElementChild, true);

export const cookie = (name) => document.cookie.match(new RegExp(`(?:^|; )${name}=([^;]+)`))?.[1] ?? "";

/** Whether somebody changed a field within: what is typed there must not go. */
export const isTouched = (part) =>
  findAll("textarea, input[type=text]", part).some((field) => field.value !== field.defaultValue);
