/*
 * Segment's audiences, traits and group for Kameleoon's Java SDK.
 *
 * Made by kamseg 0.1.0, mark 393f00, for sitecode fu11000000.
 * Needs com.kameleoon:kameleoon-client-java; with its twin for Jakarta EE write jakarta.json instead of javax.json.
 * Calls: getRemoteData, addData and CustomData, as the vendor's own OpenFeature provider uses them.
 */

import com.kameleoon.KameleoonClient;
import com.kameleoon.data.CustomData;
import com.kameleoon.data.Data;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.json.JsonNumber;
import javax.json.JsonObject;
import javax.json.JsonString;
import javax.json.JsonValue;

/** What Segment knows of a user. */
public final class SegmentData {
    // The custom data of the Kameleoon project, each with its index, from the column INDEX of the custom data
    // dashboard. FILL IN where -1 stands: without an index nothing is handed to the SDK. At the end, where Segment's
    // value lies; null: in any of its usual places.
    private static final Target PERSONAS = new Target("Zielgruppen für alle", -1, "", "string", Arrays.<String>asList("audiences"));
    private static final List<Target> TRAITS = Arrays.asList(
        new Target("Subscribed Plan", 0, "plan", "string", null),
        new Target("Lifetime value", -1, "lifetime_value", "number", Arrays.<String>asList("traits", "lifetime_value")),
        new Target("Newsletter*/", 12, "newsletter", "boolean", null)
    );
    private static final Target GROUP = new Target("Company", -1, "", "string", Arrays.<String>asList("context", "groupId"));
    private static final Set<String> ERROR_WORDS = new LinkedHashSet<>(Arrays.asList(
        "code", "detail", "details", "exception", "fault", "message", "messages", "status", "statusCode"));

    /** The audiences; null: unknown, empty: in none. */
    public List<String> personas;

    /** The traits that are known: String, Double or Boolean. */
    public final Map<String, Object> traits = new LinkedHashMap<>();

    /** The id of the company or account; null: unknown. */
    public String group;

    /**
     * Reads it from Kameleoon's Data API. A failure is no data.
     *
     * @param client Kameleoon's client
     * @param userId Segment's user id, or its anonymous id where there is none
     * @param timeout how long an answer may take, in milliseconds
     */
    public static SegmentData read(KameleoonClient client, String userId, long timeout) {
        SegmentData found = new SegmentData();
        if (userId == null || userId.isEmpty()) {
            return found;
        }
        found.personas = personasIn(remoteData(client, "COHORTS_" + userId, timeout));
        JsonObject profile = remoteData(client, "IDENTIFY_" + userId, timeout);
        if (profile == null || isErrorInsteadOfProfile(profile)) {
            return found;
        }
        for (Target trait : TRAITS) {
            Object value = traitIn(profile, trait);
            if (value != null) {
                found.traits.put(trait.trait, value);
            }
        }
        found.group = groupIn(profile);
        return found;
    }

    /**
     * Reads it and hands it to the SDK, before a feature flag is evaluated.
     *
     * @param client Kameleoon's client
     * @param visitorCode Kameleoon's visitor
     * @param userId Segment's user id, or its anonymous id where there is none
     * @param timeout how long an answer may take, in milliseconds
     * @throws Exception what the SDK throws for a visitor code that it does not take
     */
    public static SegmentData add(KameleoonClient client, String visitorCode, String userId, long timeout)
            throws Exception {
        SegmentData found = read(client, userId, timeout);
        List<Data> data = new ArrayList<>();
        if (found.personas != null && PERSONAS.index >= 0) {
            data.add(new CustomData(PERSONAS.index, found.personas));
        }
        for (Target trait : TRAITS) {
            Object value = found.traits.get(trait.trait);
            if (value != null && trait.index >= 0) {
                data.add(new CustomData(trait.index, Collections.singletonList(textOf(value))));
            }
        }
        if (found.group != null && GROUP.index >= 0) {
            data.add(new CustomData(GROUP.index, Collections.singletonList(found.group)));
        }
        if (!data.isEmpty()) {
            client.addData(visitorCode, data.toArray(new Data[0]));
        }
        return found;
    }

    /**
     * What Kameleoon keeps under a key; null where it cannot be had. It may be the body of an error: look before
     * use.
     */
    private static JsonObject remoteData(KameleoonClient client, String key, long timeout) {
        try {
            return client.getRemoteData(key).get(timeout, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            return null;
        } catch (Exception error) {
            return null;
        }
    }

    private static JsonValue get(JsonValue stored, String key) {
        return stored instanceof JsonObject ? ((JsonObject) stored).get(key) : null;
    }

    private static JsonValue follow(JsonValue stored, List<String> path) {
        for (String key : path) {
            stored = get(stored, key);
        }
        return stored;
    }

    /** A text, a number or a truth value of Java; null for anything else. */
    private static Object plain(JsonValue value) {
        if (value instanceof JsonString) {
            return ((JsonString) value).getString();
        }
        if (value instanceof JsonNumber) {
            return ((JsonNumber) value).doubleValue();
        }
        boolean isTruth = JsonValue.TRUE.equals(value) || JsonValue.FALSE.equals(value);
        return isTruth ? (Object) JsonValue.TRUE.equals(value) : null;
    }

    /** A text of what is none; what is longer than Kameleoon takes is left out. */
    private static String textOf(Object value) {
        if (value == null) {
            return null;
        }
        boolean isWhole = value instanceof Double && (Double) value % 1 == 0 && Math.abs((Double) value) < 1e15;
        String text = isWhole ? String.valueOf(((Double) value).longValue()) : String.valueOf(value);
        return text.length() > 1000 ? null : text;
    }

    /** Whether it is the body of an error: no audience is called that, and none has a text or a number for it. */
    private static boolean isErrorInsteadOfAudiences(JsonObject table) {
        for (Map.Entry<String, JsonValue> entry : table.entrySet()) {
            boolean isWord = ERROR_WORDS.contains(entry.getKey()) && !(plain(entry.getValue()) instanceof Boolean);
            if (isWord || entry.getKey().equals("error") || entry.getKey().equals("errors")) {
                return true;
            }
        }
        return false;
    }

    /** The audiences, or null where there is nothing readable. */
    private static List<String> personasIn(JsonObject answer) {
        JsonValue stored = PERSONAS.path == null ? answer : follow(answer, PERSONAS.path);
        if (stored instanceof JsonObject && isErrorInsteadOfAudiences((JsonObject) stored)) {
            return null;
        }
        if (stored instanceof JsonObject && PERSONAS.path == null) {
            stored = unboxed((JsonObject) stored);
        }
        if (stored instanceof JsonObject) {
            return namesOfTable((JsonObject) stored);
        }
        return stored instanceof List ? namesOfList((List<?>) stored) : null;
    }

    /** A list, or an object alone, one level down. */
    private static JsonValue unboxed(JsonObject table) {
        for (JsonValue value : table.values()) {
            if (value instanceof List || (table.size() == 1 && value instanceof JsonObject)) {
                return value;
            }
        }
        return table;
    }

    /** Names that are keys, each with what is neither false nor null; a text there is the body of an error. */
    private static List<String> namesOfTable(JsonObject table) {
        if (isErrorInsteadOfAudiences(table)) {
            return null;
        }
        List<String> names = new ArrayList<>();
        for (Map.Entry<String, JsonValue> entry : table.entrySet()) {
            JsonValue value = entry.getValue();
            Object plain = plain(value);
            if (plain instanceof String && !((String) plain).isEmpty()) {
                return null;
            }
            if (!entry.getKey().isEmpty() && !JsonValue.NULL.equals(value) && !JsonValue.FALSE.equals(value)) {
                names.add(entry.getKey());
            }
        }
        return names;
    }

    /** Names in a list of texts, or of objects that have one. */
    private static List<String> namesOfList(Collection<?> list) {
        Set<String> names = new LinkedHashSet<>();
        for (Object item : list) {
            JsonValue value = (JsonValue) item;
            List<JsonValue> values = Collections.singletonList(value);
            if (value instanceof JsonObject) {
                if (isErrorInsteadOfAudiences((JsonObject) value)) {
                    return null;
                }
                values = Arrays.asList(
                    get(value, "name"), get(value, "audience_key"), get(value, "key"), get(value, "id"));
            }
            for (JsonValue one : values) {
                Object plain = plain(one);
                if (plain instanceof Double || (plain instanceof String && !((String) plain).isEmpty())) {
                    names.add(textOf(plain));
                    break;
                }
            }
        }
        names.remove(null);
        return names.isEmpty() && !list.isEmpty() ? null : new ArrayList<>(names);
    }

    /** Whether it is the body of an error and no profile. */
    private static boolean isErrorInsteadOfProfile(JsonObject profile) {
        Set<String> keys = profile.keySet();
        boolean hasWords = keys.contains("message") || keys.contains("detail");
        boolean hasNumber = keys.contains("code") || keys.contains("status") || keys.contains("statusCode");
        return keys.contains("error") || keys.contains("errors") || (hasWords && hasNumber);
    }

    /** Where traits lie: at the top, or one level down. */
    private static List<JsonValue> placesOf(JsonObject profile) {
        return Arrays.asList(profile, profile.get("traits"), profile.get("properties"));
    }

    /** The value of a trait if it is of the type of the custom data, or null. */
    private static Object traitIn(JsonObject profile, Target trait) {
        JsonValue stored = trait.path == null ? null : follow(profile, trait.path);
        if (trait.path == null) {
            for (JsonValue place : placesOf(profile)) {
                if (get(place, trait.trait) != null) {
                    stored = get(place, trait.trait);
                    break;
                }
            }
        }
        Object found = plain(stored);
        switch (trait.type) {
            case "boolean":
                boolean isWord = "true".equals(found) || "false".equals(found);
                return isWord ? (Object) "true".equals(found) : found instanceof Boolean ? found : null;
            case "number":
                return numberOf(found);
            default:
                return textOf(found);
        }
    }

    private static Double numberOf(Object found) {
        Object number = found;
        if (found instanceof String) {
            String text = ((String) found).trim();
            boolean isNumber = text.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
            number = isNumber ? (Object) Double.valueOf(text) : null;
        }
        return number instanceof Double && !((Double) number).isInfinite() ? (Double) number : null;
    }

    /** The group id, in each of its usual spellings. */
    private static String groupIn(JsonObject profile) {
        List<JsonValue> stored = new ArrayList<>();
        if (GROUP.path != null) {
            stored.add(follow(profile, GROUP.path));
        } else {
            for (JsonValue place : placesOf(profile)) {
                stored.addAll(Arrays.asList(
                    get(place, "groupId"), get(place, "group_id"), get(get(place, "group"), "id")));
            }
        }
        for (JsonValue value : stored) {
            Object plain = plain(value);
            if (value instanceof JsonObject || value instanceof List) {
                return null;
            }
            if (plain != null && !"".equals(plain)) {
                return textOf(plain);
            }
        }
        return null;
    }

    private static final class Target {
        final String customData;
        final int index;
        final String trait;
        final String type;
        final List<String> path;

        Target(String customData, int index, String trait, String type, List<String> path) {
            this.customData = customData;
            this.index = index;
            this.trait = trait;
            this.type = type;
            this.path = path;
        }
    }
}
