// Segment's audiences, traits and group for Kameleoon's iOS SDK.
//
// Made by kamseg 0.1.0, mark d15e76, for sitecode fu11000000.
// Needs kameleoonClient 4.1 or newer, whose client is made for one visitor.
// Calls: getRemoteData(key:completion:), as its changelog has it; addData and CustomData(id:values:), as the vendor's
// own OpenFeature provider uses them.

import Foundation
import kameleoonClient

/// What Segment knows of a user.
public struct SegmentData {
    /// The audiences; nil: unknown, empty: in none.
    public var personas: [String]?
    /// The traits that are known: String, Double or Bool.
    public var traits: [String: Any] = [:]
    /// The id of the company or account; nil: unknown.
    public var group: String?

    // The custom data of the Kameleoon project, each with its index, from the column INDEX of the custom data
    // dashboard. FILL IN where -1 stands: without an index nothing is handed to the SDK. At the end, where Segment's
    // value lies; nil: in any of its usual places.
    private static let personasTarget = Target(name: "Zielgruppen für alle", index: -1, trait: "", type: "string", path: ["audiences"])
    private static let traitTargets = [
        Target(name: "Subscribed Plan", index: 0, trait: "plan", type: "string", path: nil),
        Target(name: "Lifetime value", index: -1, trait: "lifetime_value", type: "number", path: ["traits", "lifetime_value"]),
        Target(name: "Newsletter*/", index: 12, trait: "newsletter", type: "boolean", path: nil),
    ]
    private static let groupTarget = Target(name: "Company", index: -1, trait: "", type: "string", path: ["context", "groupId"])

    /// Reads it from Kameleoon's Data API and hands it to the SDK, before a feature flag is evaluated. A failure, or no
    /// answer within the SDK's own time limit, is no data.
    ///
    /// - Parameters:
    ///   - client: Kameleoon's client, made for the visitor.
    ///   - userId: Segment's user id, or its anonymous id where there is none.
    ///   - completion: Gets what was read, on a queue of the SDK.
    public static func add(
        to client: KameleoonClient, userId: String, completion: @escaping (SegmentData) -> Void
    ) {
        read(from: client, userId: userId) { found in
            var data: [KameleoonData] = []
            if let personas = found.personas, personasTarget.index >= 0 {
                data.append(CustomData(id: personasTarget.index, values: personas))
            }
            for trait in traitTargets where trait.index >= 0 {
                if let text = text(of: found.traits[trait.trait]) {
                    data.append(CustomData(id: trait.index, values: [text]))
                }
            }
            if let group = found.group, groupTarget.index >= 0 {
                data.append(CustomData(id: groupTarget.index, values: [group]))
            }
            if !data.isEmpty {
                client.addData(data)
            }
            completion(found)
        }
    }

    /// Reads it from Kameleoon's Data API.
    public static func read(
        from client: KameleoonClient, userId: String, completion: @escaping (SegmentData) -> Void
    ) {
        var found = SegmentData()
        guard !userId.isEmpty else { return completion(found) }
        remoteData(client, "COHORTS_" + userId) { audiences in
            found.personas = personas(in: audiences)
            remoteData(client, "IDENTIFY_" + userId) { answer in
                if let profile = answer as? [String: Any], !isErrorInsteadOfProfile(profile) {
                    for trait in traitTargets {
                        found.traits[trait.trait] = value(of: trait, in: profile)
                    }
                    found.group = group(in: profile)
                }
                completion(found)
            }
        }
    }

    /// What Kameleoon keeps under a key; nil where it cannot be had. It may be the body of an error: look before use.
    private static func remoteData(
        _ client: KameleoonClient, _ key: String, completion: @escaping (Any?) -> Void
    ) {
        client.getRemoteData(key: key) { result in
            switch result {
            case .success(let stored): completion(stored as Any?)
            case .failure: completion(nil)
            }
        }
    }

    private static func get(_ stored: Any?, _ key: String) -> Any? {
        (stored as? [String: Any])?[key]
    }

    private static func follow(_ stored: Any?, _ path: [String]) -> Any? {
        path.reduce(stored, get)
    }

    private static func isBool(_ value: Any?) -> Bool {
        guard let number = value as? NSNumber else { return false }
        return CFGetTypeID(number) == CFBooleanGetTypeID()
    }

    /// A text of what is none; what is longer than Kameleoon takes is left out.
    private static func text(of value: Any?) -> String? {
        var text = value as? String
        if let number = value as? NSNumber {
            text = isBool(value) ? (number.boolValue ? "true" : "false") : number.stringValue
        }
        guard let found = text, found.count <= 1000 else { return nil }
        return found
    }

    private static let errorWords: Set<String> = [
        "code", "detail", "details", "exception", "fault", "message", "messages", "status", "statusCode",
    ]

    /// Whether it is the body of an error: no audience is called that, and none has a text or a number for it.
    private static func isErrorInsteadOfAudiences(_ table: [String: Any]) -> Bool {
        table.contains { key, value in
            key == "error" || key == "errors" || (errorWords.contains(key) && !isBool(value))
        }
    }

    /// The audiences, or nil where there is nothing readable.
    private static func personas(in answer: Any?) -> [String]? {
        var stored = personasTarget.path.map { follow(answer, $0) } ?? answer
        if let table = stored as? [String: Any] {
            if isErrorInsteadOfAudiences(table) { return nil }
            if personasTarget.path == nil {
                // A list, or an object alone, one level down.
                let boxes = table.keys.sorted().compactMap { table[$0] }.filter { value in
                    value is [Any] || (table.count == 1 && value is [String: Any])
                }
                stored = boxes.first ?? table
            }
        }
        if let table = stored as? [String: Any] { return names(ofTable: table) }
        return (stored as? [Any]).flatMap { names(ofList: $0) }
    }

    /// Names that are keys, each with what is neither false nor null; a text there is the body of an error.
    private static func names(ofTable table: [String: Any]) -> [String]? {
        let hasText = table.values.contains { value in (value as? String)?.isEmpty == false }
        if hasText || isErrorInsteadOfAudiences(table) { return nil }
        return table.keys.sorted().filter { name in
            let value = table[name]
            let isOut = value is NSNull || (isBool(value) && (value as? NSNumber)?.boolValue == false)
            return !name.isEmpty && !isOut
        }
    }

    /// Names in a list of texts, or of objects that have one.
    private static func names(ofList list: [Any]) -> [String]? {
        var names: [String] = []
        for item in list {
            var values: [Any?] = [item]
            if let table = item as? [String: Any] {
                if isErrorInsteadOfAudiences(table) { return nil }
                values = [table["name"], table["audience_key"], table["key"], table["id"]]
            }
            let texts = values.filter { value in !isBool(value) }.compactMap { value in text(of: value) }
            if let name = texts.first(where: { text in !text.isEmpty }), !names.contains(name) {
                names.append(name)
            }
        }
        return names.isEmpty && !list.isEmpty ? nil : names
    }

    /// Whether it is the body of an error and no profile.
    private static func isErrorInsteadOfProfile(_ profile: [String: Any]) -> Bool {
        func has(_ keys: String...) -> Bool { keys.contains { key in profile[key] != nil } }
        return has("error", "errors") || (has("message", "detail") && has("code", "status", "statusCode"))
    }

    /// Where traits lie: at the top, or one level down.
    private static func places(of profile: [String: Any]) -> [Any?] {
        [profile, profile["traits"], profile["properties"]]
    }

    /// The value of a trait if it is of the type of the custom data, or nil.
    private static func value(of trait: Target, in profile: [String: Any]) -> Any? {
        let found = trait.path.map { path in follow(profile, path) }
            ?? places(of: profile).compactMap { place in get(place, trait.trait) }.first
        switch trait.type {
        case "boolean":
            if let word = found as? String { return ["true": true, "false": false][word] }
            return isBool(found) ? (found as? NSNumber)?.boolValue : nil
        case "number":
            if let word = found as? String {
                let number = Double(word.trimmingCharacters(in: .whitespaces))
                return number.flatMap { value in value.isFinite ? value : nil }
            }
            return isBool(found) ? nil : (found as? NSNumber)?.doubleValue
        default:
            return text(of: found)
        }
    }

    /// The group id, in each of its usual spellings.
    private static func group(in profile: [String: Any]) -> String? {
        var found: [Any?] = []
        if let path = groupTarget.path {
            found = [follow(profile, path)]
        } else {
            for place in places(of: profile) {
                found += [get(place, "groupId"), get(place, "group_id"), get(get(place, "group"), "id")]
            }
        }
        let given = found.first { value in
            value is [String: Any] || value is [Any] || text(of: value)?.isEmpty == false
        }
        return text(of: given ?? nil)
    }

    private struct Target {
        let name: String
        let index: Int
        let trait: String
        let type: String
        let path: [String]?
    }
}
