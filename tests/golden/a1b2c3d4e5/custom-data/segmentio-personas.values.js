/*
 * The names of Segment's audiences for Kameleoon's segment builder
 *
 * Paste into: Kameleoon, custom data 'SegmentIO personas', Save the values for the targeting condition.
 * Made by kamseg 0.1.0, mark f464dc, for sitecode a1b2c3d4e5.
 * To change it, change the configuration, build again and paste again.
 */
return [
  { value: "VIP", label: "VIP" },
  { value: "Big spenders", label: "Big spenders" },
];
