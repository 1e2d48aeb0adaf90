package com.kameleoon;

import com.kameleoon.data.Data;
import java.util.concurrent.CompletableFuture;
import javax.json.JsonObject;

/** Stands in for what is needed of Kameleoon's client. */
public interface KameleoonClient {
    CompletableFuture<JsonObject> getRemoteData(String key);

    void addData(String visitorCode, Data... data);
}
