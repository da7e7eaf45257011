// A link to an entry of a duplicate leads to where the entry is now.

const wanted = location.hash.slice(1);
const link = /^entry-\d+$/.test(wanted) && document.querySelector(`.merged-links #${wanted} a`);

if (link) {
  location.replace(link.href);
}
