// The cited clause in view, its words on the clipboard, the contents open where there is room.

const contents = document.querySelector(".contents");
if (contents) {
  contents.open = matchMedia("(min-width: 1100px)").matches;
  contents.addEventListener("click", (event) => {
    if (event.target.closest("a") && matchMedia("(max-width: 1099px)").matches) contents.open = false;
  });
}

if (!location.hash) document.querySelector(".cited")?.scrollIntoView({ block: "center" });

document.getElementById("copy")?.addEventListener("click", async ({ currentTarget }) => {
  const isCopied = await copy(currentTarget.dataset.words);
  document.getElementById("copied").textContent = isCopied ? "已复制" : "请长按选择文字复制";
});

// Over plain http browsers offer no clipboard to scripts; a selection can still be copied.
async function copy(words) {
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(words).then(() => true, () => copyBySelection(words));
  }
  return copyBySelection(words);
}

function copyBySelection(words) {
  const field = document.createElement("textarea");
  field.value = words;
  document.body.append(field);
  field.select();
  const isCopied = document.execCommand("copy");
  field.remove();
  return isCopied;
}
