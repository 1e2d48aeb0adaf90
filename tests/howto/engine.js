window.Kameleoon = { API: { Visitor: { code: "from-my-own-file" } } };
