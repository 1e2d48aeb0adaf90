// Segment's audiences, traits and group for Kameleoon's Flutter SDK.
//
// Made by kamseg 0.1.0, mark 0b1f1c, for sitecode fu11000000.
// Needs kameleoon_client_flutter, whose client is made for one visitor; a custom data is found by its name by versions
// since September 2025.
// Calls: getRemoteData, addData and CustomData, as the reference of the Flutter SDK has them.

import 'dart:convert';

import 'package:kameleoon_client_flutter/kameleoon_client_flutter.dart';

// The custom data of the Kameleoon project, and where Segment's value lies; null: in any of its usual places.
const _personas = _Target(name: "Zielgruppen für alle", trait: "", type: "string", path: ["audiences"]);
const _traits = [
  _Target(index: 0, trait: "plan", type: "string", path: null),
  _Target(name: "Lifetime value", trait: "lifetime_value", type: "number", path: ["traits", "lifetime_value"]),
  _Target(index: 12, trait: "newsletter", type: "boolean", path: null),
];
const _group = _Target(name: "Company", trait: "", type: "string", path: ["context", "groupId"]);

/// What Segment knows of a user.
class SegmentData {
  /// The audiences; null: unknown, empty: in none.
  List<String>? personas;

  /// The traits that are known: String, num or bool.
  final Map<String, Object> traits = {};

  /// The id of the company or account; null: unknown.
  String? group;
}

/// Reads it from Kameleoon's Data API. A failure is no data.
///
/// The [userId] is Segment's user id, or its anonymous id where there is none.
Future<SegmentData> readSegmentData(
  KameleoonClient client,
  String userId, {
  Duration timeout = const Duration(seconds: 2),
}) async {
  final found = SegmentData();
  if (userId.isEmpty) return found;
  found.personas = _personasIn(
    await _remoteData(client, 'COHORTS_$userId', timeout),
  );
  final profile = await _remoteData(client, 'IDENTIFY_$userId', timeout);
  if (profile is! Map || _isErrorInsteadOfProfile(profile)) return found;
  for (final trait in _traits) {
    final value = _traitIn(profile, trait);
    if (value != null) found.traits[trait.trait] = value;
  }
  found.group = _groupIn(profile);
  return found;
}

/// Reads it and hands it to the SDK, before a feature flag is evaluated.
///
/// The [userId] is Segment's user id, or its anonymous id where there is none.
Future<SegmentData> addSegmentData(
  KameleoonClient client,
  String userId, {
  Duration timeout = const Duration(seconds: 2),
}) async {
  final found = await readSegmentData(client, userId, timeout: timeout);
  final data = <CustomData>[];
  final personas = found.personas;
  if (personas != null) data.add(_personas.customData(personas));
  for (final trait in _traits) {
    final text = _textOf(found.traits[trait.trait]);
    if (text != null) data.add(trait.customData([text]));
  }
  final group = found.group;
  if (group != null) data.add(_group.customData([group]));
  if (data.isNotEmpty) await client.addData(data);
  return found;
}

/// What Kameleoon keeps under a key; null where it cannot be had. It may be the body of an error: look before use.
Future<Object?> _remoteData(
  KameleoonClient client,
  String key,
  Duration timeout,
) async {
  try {
    final Object? stored = await client.getRemoteData(key).timeout(timeout);
    return stored is String ? jsonDecode(stored) : stored;
  } catch (error) {
    return null;
  }
}

Object? _get(Object? stored, String key) => stored is Map ? stored[key] : null;

Object? _follow(Object? stored, List<String> path) => path.fold(stored, _get);

/// A text of what is none; what is longer than Kameleoon takes is left out.
String? _textOf(Object? value) {
  if (value is! String && value is! num && value is! bool) return null;
  final isWhole = value is double && value == value.roundToDouble();
  final text = isWhole ? value.toStringAsFixed(0) : value.toString();
  return text.length > 1000 ? null : text;
}

const _errorWords = {
  'code',
  'detail',
  'details',
  'exception',
  'fault',
  'message',
  'messages',
  'status',
  'statusCode',
};

/// Whether it is the body of an error: no audience is called that, and none has a text or a number for it.
bool _isErrorInsteadOfAudiences(Map<dynamic, dynamic> table) =>
    table.entries.any((entry) {
      final isWord = _errorWords.contains(entry.key) && entry.value is! bool;
      return isWord || entry.key == 'error' || entry.key == 'errors';
    });

/// The audiences, or null where there is nothing readable.
List<String>? _personasIn(Object? answer) {
  final path = _personas.path;
  var stored = path == null ? answer : _follow(answer, path);
  if (stored is Map) {
    if (_isErrorInsteadOfAudiences(stored)) return null;
    final values = stored.values.toList();
    final isAlone = values.length == 1;
    final boxes = values.where(
      (value) => value is List || (isAlone && value is Map),
    );
    if (path == null && boxes.isNotEmpty) stored = boxes.first as Object?;
  }
  if (stored is Map) return _namesOfTable(stored);
  return stored is List ? _namesOfList(stored) : null;
}

/// Names that are keys, each with what is neither false nor null; a text there is the body of an error.
List<String>? _namesOfTable(Map<dynamic, dynamic> table) {
  final hasText = table.values.any((value) => value is String && value != '');
  if (hasText || _isErrorInsteadOfAudiences(table)) return null;
  return [
    for (final entry in table.entries)
      if (entry.key != '' && entry.value != null && entry.value != false)
        entry.key.toString(),
  ];
}

/// Names in a list of texts, or of objects that have one.
List<String>? _namesOfList(List<dynamic> list) {
  final names = <String>{};
  for (final item in list) {
    if (item is Map && _isErrorInsteadOfAudiences(item)) return null;
    final values = item is Map
        ? [item['name'], item['audience_key'], item['key'], item['id']]
        : [item];
    final texts = values.where((value) => value is! bool).map(_textOf);
    final given = texts.whereType<String>().where((text) => text.isNotEmpty);
    if (given.isNotEmpty) names.add(given.first);
  }
  return names.isEmpty && list.isNotEmpty ? null : names.toList();
}

/// Whether it is the body of an error and no profile.
bool _isErrorInsteadOfProfile(Map<dynamic, dynamic> profile) {
  bool has(List<String> keys) => keys.any(profile.containsKey);
  return has(['error', 'errors']) ||
      (has(['message', 'detail']) && has(['code', 'status', 'statusCode']));
}

/// Where traits lie: at the top, or one level down.
List<Object?> _placesOf(Map<dynamic, dynamic> profile) => [
  profile,
  profile['traits'],
  profile['properties'],
];

/// The value of a trait if it is of the type of the custom data, or null.
Object? _traitIn(Map<dynamic, dynamic> profile, _Target trait) {
  final path = trait.path;
  final places = _placesOf(profile).whereType<Map<dynamic, dynamic>>().where(
    (place) => place.containsKey(trait.trait),
  );
  final found = path != null
      ? _follow(profile, path)
      : places.isEmpty
      ? null
      : _get(places.first, trait.trait);
  switch (trait.type) {
    case 'boolean':
      if (found == 'true' || found == 'false') return found == 'true';
      return found is bool ? found : null;
    case 'number':
      final number = found is String ? num.tryParse(found) : found;
      return number is num && number.isFinite ? number : null;
    default:
      return _textOf(found);
  }
}

/// The group id, in each of its usual spellings.
String? _groupIn(Map<dynamic, dynamic> profile) {
  final path = _group.path;
  final found = path != null
      ? [_follow(profile, path)]
      : [
          for (final place in _placesOf(profile)) ...[
            _get(place, 'groupId'),
            _get(place, 'group_id'),
            _get(_get(place, 'group'), 'id'),
          ],
        ];
  for (final value in found) {
    if (value is Map || value is List) return null;
    final text = _textOf(value);
    if (text != null && text.isNotEmpty) return text;
  }
  return null;
}

class _Target {
  const _Target({
    this.name,
    this.index,
    required this.trait,
    required this.type,
    this.path,
  });

  final String? name;
  final int? index;
  final String trait;
  final String type;
  final List<String>? path;

  CustomData customData(List<String> values) {
    final name = this.name;
    return name != null
        ? CustomData.withName(name, values: values)
        : CustomData.withIndex(index!, values: values);
  }
}
