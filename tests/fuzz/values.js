// Lets the code for the names of the audiences read what an address might answer, and compares with the custom data.

async function run({ values, audiences, cases }) {
  const watched = watch(window, ["kamseg", "Kameleoon", "analytics"]);
  const program = { ...audiences, body: new Function(audiences.code) };
  const read = new Function(values);
  const found = [];
  for (const text of cases) {
    const [, payload] = JSON.parse(text);
    const expected = Array.isArray(payload) ? await namesSet(program, text) : [];
    const problems = differences(read, JSON.stringify(payload), expected);
    problems.push(...watched.takeSwallowed(), ...watched.takeChanges());
    problems.forEach((what) => found.push({ program: "values", case: text, what }));
  }
  return found;
}

async function namesSet(program, text) {
  const [id, payload] = JSON.parse(text);
  const { value } = await visit(program, id, JSON.stringify(payload), () => null, () => undefined);
  return value;
}

function differences(read, responseText, expected) {
  const send = () => undefined;
  const open = () => undefined;
  window.XMLHttpRequest = function () {
    return { open, send, responseText };
  };
  try {
    const answered = JSON.stringify(read.call(window));
    const wanted = JSON.stringify(expected.map((name) => ({ value: name, label: name })));
    return answered === wanted ? [] : [`differs: ${answered} is not ${wanted}`];
  } catch (error) {
    return ["throws: " + error];
  }
}
