// What a real shop's page code does: cart, login, consent, and the calls to Segment.
(() => {
  "use strict";
  const { analytics: globalName, planTrait } = document.currentScript.dataset;
  const KEY = "shop";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector) => Array.from(document.querySelectorAll(selector));
  const euros = (amount) => `€${amount}`;

  // Looked up at each call: the library takes the place of its queue when it has loaded. A blocker may leave neither.
  function segment(method, ...values) {
    const analytics = window[globalName];
    if (analytics && typeof analytics[method] === "function") analytics[method](...values);
  }

  // ---- State: in localStorage, or for this page only where that is denied. ----

  const EMPTY = { user: "", accounts: {}, cart: [], askedConsent: false };
  let state = load() || EMPTY;
  let silence;

  function load() {
    try {
      const stored = JSON.parse(localStorage.getItem(KEY));
      return stored && Object.assign({}, EMPTY, stored);
    } catch (error) {
      return null;
    }
  }

  function change(changes) {
    state = Object.assign({}, load() || state, changes);
    try {
      localStorage.setItem(KEY, JSON.stringify(state));
    } catch (error) {
      // Storage is denied or full: the page itself still knows.
    }
    render();
  }

  // What another tab has done, or this one before its page came back from the history.
  function catchUp() {
    state = load() || state;
    render();
  }

  const accountOf = (user) => Object.assign({ plan: "free", company: "" }, state.accounts[user]);

  function changeAccount(changes) {
    const account = Object.assign(accountOf(state.user), changes);
    change({ accounts: Object.assign({}, state.accounts, { [state.user]: account }) });
  }

  // ---- What shows ----

  function show(selector, isShown) {
    $$(selector).forEach((element) => {
      element.hidden = !isShown;
    });
  }

  function say(text) {
    $("[data-status]").textContent = text;
    clearTimeout(silence);
    if (text) silence = setTimeout(say, 8000, "");
  }

  function render() {
    $("[data-cart-count]").textContent = state.cart.length;
    show("[data-privacy]", state.askedConsent);
    if ($("[data-cart-lines]")) renderCart();
    if ($("[data-login]")) renderAccount();
    $$("[data-plan]").forEach((card) => {
      card.classList.toggle("is-mine", Boolean(state.user) && card.dataset.plan === accountOf(state.user).plan);
    });
  }

  function renderCart() {
    show("[data-cart-empty]", state.cart.length === 0);
    show("[data-cart-full]", state.cart.length > 0);
    $("[data-cart-total]").textContent = euros(totalOf(state.cart));
    $("[data-cart-lines]").replaceChildren(...state.cart.map(lineOf));
  }

  function lineOf(product, index) {
    const line = $("[data-cart-line]").content.firstElementChild.cloneNode(true);
    $("[data-line='name']", line).textContent = product.name;
    $("[data-line='price']", line).textContent = euros(product.price);
    const button = $("[data-remove]", line);
    button.dataset.remove = index;
    button.setAttribute("aria-label", `Remove ${product.name}`);
    return line;
  }

  function renderAccount() {
    show("[data-login]", !state.user);
    show("[data-logged-in]", Boolean(state.user));
    const { plan, company } = accountOf(state.user);
    $("[data-user]").textContent = state.user;
    $("[data-plan-form]").elements.plan.value = plan;
    $("[data-company-form]").elements.company.value = company;
  }

  // ---- Cart ----

  const totalOf = (products) => products.reduce((sum, { price }) => sum + price, 0);
  const productOf = ({ add: slug, product, name, price }) => ({ product_id: slug || product, name, price: Number(price) });

  function add({ dataset }) {
    const product = productOf(dataset);
    change({ cart: state.cart.concat(product) });
    segment("track", "Product Added", Object.assign({ quantity: 1, currency: "EUR" }, product));
    say(`${product.name} is in your cart.`);
  }

  function remove({ dataset }) {
    const product = state.cart[dataset.remove];
    change({ cart: state.cart.filter((other) => other !== product) });
    segment("track", "Product Removed", Object.assign({ quantity: 1, currency: "EUR" }, product));
    say(`${product.name} is no longer in your cart.`);
    $("#main").focus(); // the button that had the focus is gone
  }

  function order() {
    const products = state.cart.map((product) => Object.assign({ quantity: 1 }, product));
    const total = totalOf(products);
    change({ cart: [] });
    const order_id = `L${Date.now().toString(36).toUpperCase()}`;
    segment("track", "Order Completed", { order_id, total, revenue: total, currency: "EUR", products });
    say(`Thank you! Your order ${order_id} is on its way.`);
    $("#main").focus();
  }

  // ---- Account ----

  const identify = () => segment("identify", state.user, { [planTrait]: accountOf(state.user).plan });

  // What was told before the login (`tell`) is of nobody's account until now, and stays.
  function logIn(user) {
    const { "": nobody, ...accounts } = state.accounts;
    change({ user, accounts });
    if (nobody) changeAccount({ plan: nobody.plan });
    const wanted = new URLSearchParams(location.search).get("plan");
    if ($$("option").some(({ value }) => value === wanted)) changeAccount({ plan: wanted });
    identify();
    say(`Welcome, ${user}.`);
    $("#main").focus();
  }

  function logOut() {
    change({ user: "" });
    segment("reset");
    say("You are logged out.");
    $("#main").focus();
  }

  function choosePlan(plan, name) {
    if (!state.user) {
      location.assign(`/account?plan=${encodeURIComponent(plan)}`);
      return;
    }
    changeAccount({ plan });
    identify();
    say(`Your plan is ${name} now.`);
  }

  function tell(traits) {
    if (traits[planTrait]) changeAccount({ plan: traits[planTrait] });
    segment("identify", ...(state.user ? [state.user] : []), traits);
    say(`You are described by ${Object.keys(traits).join(", ")} now.`);
  }

  function joinCompany(company) {
    changeAccount({ company });
    segment("group", company);
    say(`You order with ${company} now.`);
  }

  // ---- Consent: asked only while Kameleoon says that it is undecided (null), and again on request. ----

  function askConsent() {
    const { experimentLegalConsent, personalizationLegalConsent } = Kameleoon.API.Visitor;
    show("[data-consent]", experimentLegalConsent === null || personalizationLegalConsent === null);
  }

  function tellServerOfConsent({ detail }) {
    document.cookie = `shop_consent=${detail.legalConsentUpdate.AB_TESTING};path=/;max-age=31536000;samesite=lax`;
  }

  function answerConsent({ dataset }) {
    const command = dataset.consentAnswer === "yes" ? "Core.enableLegalConsent" : "Core.disableLegalConsent";
    window.kameleoonQueue.push([command, "BOTH"]); // also while the engine is still on its way
    show("[data-consent]", false);
    change({ askedConsent: true });
    $("[data-privacy]").focus({ preventScroll: true });
  }

  function openPrivacy() {
    show("[data-consent]", true);
    $("[data-consent-answer]").focus();
  }

  // ---- Magazine: one page, whose address changes ----

  let shownPath = location.pathname;

  function showArticle() {
    if (location.pathname === shownPath) return; // only what follows the # has changed
    shownPath = location.pathname;
    const slug = shownPath.split("/")[2] || "";
    $$("[data-article]").forEach((article) => {
      article.hidden = article.dataset.article !== slug;
    });
    markLink();
    const heading = $("[data-article]:not([hidden]) h1");
    document.title = `${heading.textContent} · Larkspur Coffee`;
    heading.focus({ preventScroll: true });
    segment("page");
  }

  function markLink() {
    $$(".articles a").forEach((link) => {
      if (link.pathname === location.pathname) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });
  }

  function followInPage(event) {
    const link = event.target.closest(".articles a");
    const isPlain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!link || !isPlain) return;
    event.preventDefault();
    history.pushState({}, "", link.href);
    scrollTo(0, 0);
    showArticle();
  }

  // ---- Everything that can be pressed or sent ----

  const CLICKS = {
    "[data-add]": add,
    "[data-remove]": remove,
    "[data-order]": order,
    "[data-choose]": ({ dataset, textContent }) => choosePlan(dataset.choose, textContent.replace("Choose ", "")),
    "[data-logout]": logOut,
    "[data-consent-answer]": answerConsent,
    "[data-privacy]": openPrivacy,
  };
  const FORMS = {
    "[data-login]": ({ user }) => logIn(user.value.trim()),
    "[data-plan-form]": ({ plan }) => choosePlan(plan.value, plan.selectedOptions[0].textContent),
    "[data-company-form]": ({ company }) => joinCompany(company.value.trim()),
  };

  // For journeys: what buttons and forms do, without them.
  const ACTIONS = {
    login: logIn,
    logout: logOut,
    plan: (plan) => choosePlan(plan, plan),
    traits: tell,
    company: joinCompany,
  };

  document.addEventListener("click", (event) => {
    Object.keys(CLICKS).forEach((selector) => {
      const element = event.target.closest(selector);
      if (element) CLICKS[selector](element);
    });
  });
  document.addEventListener("submit", (event) => {
    event.preventDefault();
    const selector = Object.keys(FORMS).find((one) => event.target.matches(one));
    if (selector) FORMS[selector](event.target.elements);
  });
  window.addEventListener("shop:do", ({ detail }) => ACTIONS[detail.action](detail.value));
  window.addEventListener("storage", ({ key }) => {
    if (key === KEY) catchUp();
  });
  window.addEventListener("pageshow", ({ persisted }) => {
    if (persisted) catchUp();
  });

  render();
  segment("page");
  const viewed = $("[data-product]");
  if (viewed) segment("track", "Product Viewed", Object.assign({ currency: "EUR" }, productOf(viewed.dataset)));
  if ($("[data-magazine]")) {
    markLink();
    $("[data-magazine]").addEventListener("click", followInPage);
    window.addEventListener("popstate", showArticle);
  }
  window.kameleoonQueue = window.kameleoonQueue || [];
  window.addEventListener("Kameleoon::LegalConsentUpdated", tellServerOfConsent);
  window.kameleoonQueue.push(askConsent);
  window.addEventListener("Kameleoon::LegalConsentUpdated", askConsent); // decided elsewhere
})();
