/*
 * The names of Segment's audiences for Kameleoon's segment builder
 *
 * Paste into: Kameleoon, custom data 'SegmentIO personas', Save the values for the targeting condition.
 * Made by kamseg 0.1.0, mark d72688, for sitecode an4ly5t000.
 * To change it, change the configuration, build again and paste again.
 */
return [
  { value: "Big spenders", label: "Big spenders" },
  { value: "Newcomers", label: "Newcomers" },
  { value: "Newsletter readers", label: "Newsletter readers" },
  { value: "About to leave", label: "About to leave" },
];
