// Segment's audiences, traits and group for Kameleoon's C# SDK.
//
// Made by kamseg 0.1.0, mark 413dcf, for sitecode fu11000000.
// Needs KameleoonClient and its Newtonsoft.Json; a custom data is found by its name by versions since September 2025.
// Calls: GetRemoteData, AddData and CustomData, as the reference of the C# SDK has them.

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Kameleoon;
using Kameleoon.Data;
using Newtonsoft.Json.Linq;

/// <summary>What Segment knows of a user.</summary>
public sealed class SegmentData
{
    // The custom data of the Kameleoon project, and where Segment's value lies; null: in any of its usual places.
    private static readonly Target PersonasTarget = new Target(values => new CustomData("Zielgruppen für alle", values), "", "string", new string[] { "audiences" });
    private static readonly Target[] TraitTargets =
    {
        new Target(values => new CustomData(0, values), "plan", "string", null),
        new Target(values => new CustomData("Lifetime value", values), "lifetime_value", "number", new string[] { "traits", "lifetime_value" }),
        new Target(values => new CustomData(12, values), "newsletter", "boolean", null),
    };
    private static readonly Target GroupTarget = new Target(values => new CustomData("Company", values), "", "string", new string[] { "context", "groupId" });

    /// <summary>The audiences; null: unknown, empty: in none.</summary>
    public IReadOnlyList<string> Personas { get; private set; }

    /// <summary>The traits that are known: string, double or bool.</summary>
    public Dictionary<string, object> Traits { get; } = new Dictionary<string, object>();

    /// <summary>The id of the company or account; null: unknown.</summary>
    public string Group { get; private set; }

    /// <summary>Reads it from Kameleoon's Data API. A failure is no data.</summary>
    /// <param name="client">Kameleoon's client.</param>
    /// <param name="userId">Segment's user id, or its anonymous id where there is none.</param>
    /// <param name="timeout">How long an answer may take, in milliseconds.</param>
    public static async Task<SegmentData> Read(IKameleoonClient client, string userId, int timeout = 2000)
    {
        var found = new SegmentData();
        if (string.IsNullOrEmpty(userId))
        {
            return found;
        }
        found.Personas = PersonasIn(await RemoteData(client, "COHORTS_" + userId, timeout));
        var profile = await RemoteData(client, "IDENTIFY_" + userId, timeout);
        if (profile == null || IsErrorInsteadOfProfile(profile))
        {
            return found;
        }
        foreach (var trait in TraitTargets)
        {
            var value = TraitIn(profile, trait);
            if (value != null)
            {
                found.Traits[trait.Trait] = value;
            }
        }
        found.Group = GroupIn(profile);
        return found;
    }

    /// <summary>Reads it and hands it to the SDK, before a feature flag is evaluated.</summary>
    /// <param name="client">Kameleoon's client.</param>
    /// <param name="visitorCode">Kameleoon's visitor.</param>
    /// <param name="userId">Segment's user id, or its anonymous id where there is none.</param>
    /// <param name="timeout">How long an answer may take, in milliseconds.</param>
    public static async Task<SegmentData> Add(
        IKameleoonClient client, string visitorCode, string userId, int timeout = 2000)
    {
        var found = await Read(client, userId, timeout);
        if (found.Personas != null)
        {
            client.AddData(visitorCode, PersonasTarget.CustomData(found.Personas.ToArray()));
        }
        foreach (var trait in TraitTargets.Where(one => found.Traits.ContainsKey(one.Trait)))
        {
            client.AddData(visitorCode, trait.CustomData(new[] { TextOf(new JValue(found.Traits[trait.Trait])) }));
        }
        if (found.Group != null)
        {
            client.AddData(visitorCode, GroupTarget.CustomData(new[] { found.Group }));
        }
        return found;
    }

    /// <summary>
    /// What Kameleoon keeps under a key; null where it cannot be had. It may be the body of an error: look before use.
    /// </summary>
    private static async Task<JObject> RemoteData(IKameleoonClient client, string key, int timeout)
    {
        try
        {
            return await client.GetRemoteData(key, timeout);
        }
        catch (Exception)
        {
            return null;
        }
    }

    private static JToken Get(JToken stored, string key) => (stored as JObject)?.GetValue(key, StringComparison.Ordinal);

    private static JToken Follow(JToken stored, IEnumerable<string> path) => path.Aggregate(stored, Get);

    /// <summary>
    /// A text of what is none; what is longer than Kameleoon takes is left out, and so is what the SDK has taken for a date.
    /// </summary>
    private static string TextOf(JToken value)
    {
        switch (value?.Type)
        {
            case JTokenType.Boolean:
                return (bool)value ? "true" : "false";
            case JTokenType.String:
            case JTokenType.Integer:
            case JTokenType.Float:
                var text = Convert.ToString(((JValue)value).Value, CultureInfo.InvariantCulture);
                return text.Length > 1000 ? null : text;
            default:
                return null;
        }
    }

    private static readonly HashSet<string> ErrorWords = new HashSet<string>
    {
        "code", "detail", "details", "exception", "fault", "message", "messages", "status", "statusCode",
    };

    /// <summary>Whether it is the body of an error: no audience is called that, and none has a text or number for it.</summary>
    private static bool IsErrorInsteadOfAudiences(JObject table) => table.Properties().Any(one =>
        one.Name == "error" || one.Name == "errors"
        || (ErrorWords.Contains(one.Name) && one.Value.Type != JTokenType.Boolean));

    /// <summary>The audiences, or null where there is nothing readable.</summary>
    private static IReadOnlyList<string> PersonasIn(JToken answer)
    {
        var stored = PersonasTarget.Path == null ? answer : Follow(answer, PersonasTarget.Path);
        if (stored is JObject table)
        {
            if (IsErrorInsteadOfAudiences(table))
            {
                return null;
            }
            if (PersonasTarget.Path == null)
            {
                // A list, or an object alone, one level down.
                var box = table.PropertyValues().FirstOrDefault(
                    value => value is JArray || (table.Count == 1 && value is JObject));
                stored = box ?? table;
            }
        }
        return stored is JObject names ? NamesOfTable(names) : stored is JArray list ? NamesOfList(list) : null;
    }

    /// <summary>Names that are keys, each with what is neither false nor null; a text there is the body of an error.</summary>
    private static IReadOnlyList<string> NamesOfTable(JObject table)
    {
        var isText = table.PropertyValues().Any(
            value => value.Type == JTokenType.Date || (value.Type == JTokenType.String && (string)value != ""));
        if (isText || IsErrorInsteadOfAudiences(table))
        {
            return null;
        }
        return table.Properties()
            .Where(one => one.Name != "" && one.Value.Type != JTokenType.Null)
            .Where(one => one.Value.Type != JTokenType.Boolean || (bool)one.Value)
            .Select(one => one.Name)
            .ToList();
    }

    /// <summary>Names in a list of texts, or of objects that have one.</summary>
    private static IReadOnlyList<string> NamesOfList(JArray list)
    {
        if (list.OfType<JObject>().Any(IsErrorInsteadOfAudiences))
        {
            return null;
        }
        var names = list
            .Select(item => item is JObject
                ? new[] { "name", "audience_key", "key", "id" }.Select(key => Get(item, key)).FirstOrDefault(IsName)
                : item)
            .Where(IsName)
            .Select(TextOf)
            .Distinct()
            .ToList();
        return names.Count == 0 && list.Count > 0 ? null : names;
    }

    private static bool IsName(JToken value) => value?.Type != JTokenType.Boolean && !string.IsNullOrEmpty(TextOf(value));

    /// <summary>Whether it is the body of an error and no profile.</summary>
    private static bool IsErrorInsteadOfProfile(JObject profile)
    {
        bool Has(params string[] keys) => keys.Any(key => profile.ContainsKey(key));
        return Has("error", "errors") || (Has("message", "detail") && Has("code", "status", "statusCode"));
    }

    /// <summary>Where traits lie: at the top, or one level down.</summary>
    private static JToken[] PlacesOf(JObject profile) => new[] { profile, Get(profile, "traits"), Get(profile, "properties") };

    /// <summary>The value of a trait if it is of the type of the custom data, or null.</summary>
    private static object TraitIn(JObject profile, Target trait)
    {
        var found = trait.Path == null
            ? PlacesOf(profile).Select(place => Get(place, trait.Trait)).FirstOrDefault(value => value != null)
            : Follow(profile, trait.Path);
        switch (trait.Type)
        {
            case "boolean":
                var text = found?.Type == JTokenType.Boolean || found?.Type == JTokenType.String ? TextOf(found) : null;
                return text == "true" ? true : text == "false" ? (object)false : null;
            case "number":
                return NumberOf(found);
            default:
                return TextOf(found);
        }
    }

    private static object NumberOf(JToken found)
    {
        var isNumber = found?.Type == JTokenType.Integer || found?.Type == JTokenType.Float;
        var isText = found?.Type == JTokenType.String
            && Regex.IsMatch((string)found, @"^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$");
        if (!isNumber && !isText)
        {
            return null;
        }
        var number = Convert.ToDouble(((JValue)found).Value, CultureInfo.InvariantCulture);
        return double.IsInfinity(number) || double.IsNaN(number) ? null : (object)number;
    }

    /// <summary>The group id, in each of its usual spellings.</summary>
    private static string GroupIn(JObject profile)
    {
        var found = GroupTarget.Path == null
            ? PlacesOf(profile).SelectMany(
                place => new[] { Get(place, "groupId"), Get(place, "group_id"), Get(Get(place, "group"), "id") })
            : new[] { Follow(profile, GroupTarget.Path) };
        var id = TextOf(found.FirstOrDefault(value => value is JContainer || !string.IsNullOrEmpty(TextOf(value))));
        return string.IsNullOrEmpty(id) ? null : id;
    }

    private sealed class Target
    {
        public Target(Func<string[], CustomData> customData, string trait, string type, string[] path)
        {
            CustomData = customData;
            Trait = trait;
            Type = type;
            Path = path;
        }

        public Func<string[], CustomData> CustomData { get; }

        public string Trait { get; }

        public string Type { get; }

        public string[] Path { get; }
    }
}
