import com.kameleoon.KameleoonClient;
import com.kameleoon.data.CustomData;
import com.kameleoon.data.Data;
import java.io.StringReader;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.json.Json;
import javax.json.JsonArrayBuilder;
import javax.json.JsonObject;
import javax.json.JsonObjectBuilder;
import javax.json.JsonValue;

/** Runs the generated class with each case of stdin: what the SDK answers. Tells what was found and added. */
public class Run {
    public static void main(String[] arguments) throws Exception {
        JsonArrayBuilder results = Json.createArrayBuilder();
        for (JsonValue one : Json.createReader(System.in).readArray()) {
            JsonArrayBuilder added = Json.createArrayBuilder();
            SegmentData found = SegmentData.add(client((JsonObject) one, added), "ada", 1000);
            JsonObjectBuilder traits = Json.createObjectBuilder();
            for (Map.Entry<String, Object> trait : found.traits.entrySet()) {
                traits.add(trait.getKey(), json(trait.getValue()));
            }
            JsonValue personas = found.personas == null ? JsonValue.NULL : Json.createArrayBuilder(found.personas).build();
            results.add(Json.createObjectBuilder()
                .add("personas", personas)
                .add("traits", traits)
                .add("group", found.group == null ? JsonValue.NULL : Json.createValue(found.group))
                .add("added", added));
        }
        System.out.println(results.build());
    }

    private static JsonValue json(Object value) {
        if (value instanceof Boolean) {
            return (Boolean) value ? JsonValue.TRUE : JsonValue.FALSE;
        }
        return value instanceof Double ? Json.createValue((Double) value) : Json.createValue((String) value);
    }

    private static KameleoonClient client(JsonObject answers, JsonArrayBuilder added) {
        return new KameleoonClient() {
            @Override
            public CompletableFuture<JsonObject> getRemoteData(String key) {
                return CompletableFuture.supplyAsync(
                    () -> Json.createReader(new StringReader(answers.getString(key))).readObject());
            }

            @Override
            public void addData(String visitorCode, Data... data) {
                for (Data one : data) {
                    CustomData custom = (CustomData) one;
                    added.add(Json.createArrayBuilder().add(custom.index).add(Json.createArrayBuilder(custom.values)));
                }
            }
        };
    }
}
