package org.temper.data.corpus;

import static com.google.common.base.Preconditions.checkArgument;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import java.util.List;
import org.temper.api.ContentHash;
import org.temper.data.JsonFile;

/**
 * The end of a cache, in which it says what it is.
 *
 * @param key what it was made of and how
 * @param records records that were tokenized, those left out included
 * @param prompts how many different prompts they have
 * @param silent records that say nothing that can be learned
 * @param badRecords records that were skipped
 * @param firstBadRecords what is wrong with the first of them
 * @param exampleBytes bytes of all examples
 * @param indexCheck a checksum of the index
 */
record CacheFooter(
    String key,
    int records,
    int prompts,
    long silent,
    long badRecords,
    List<String> firstBadRecords,
    long exampleBytes,
    int indexCheck) {
  private static final String CHECK = "check";

  CacheFooter {
    firstBadRecords = ImmutableList.copyOf(firstBadRecords);
  }

  byte[] toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("key", key);
    json.put("records", records);
    json.put("prompts", prompts);
    json.put("silent", silent);
    json.put("bad_records", badRecords);
    firstBadRecords.forEach(json.putArray("first_bad_records")::add);
    json.put("example_bytes", exampleBytes);
    json.put("index_check", indexCheck);
    json.put(CHECK, check(json));
    return json.toString().getBytes(UTF_8);
  }

  static CacheFooter parse(byte[] bytes) {
    ObjectNode json = JsonFile.parse("cache", bytes);
    JsonNode check = json.remove(CHECK);
    checkArgument(
        check != null && check.asText().equals(check(json)), "what it says of itself is damaged");
    ImmutableList.Builder<String> first = ImmutableList.builder();
    json.path("first_bad_records").forEach(text -> first.add(text.asText()));
    return new CacheFooter(
        json.path("key").asText(),
        json.path("records").asInt(),
        json.path("prompts").asInt(),
        json.path("silent").asLong(),
        json.path("bad_records").asLong(),
        first.build(),
        json.path("example_bytes").asLong(),
        json.path("index_check").asInt());
  }

  private static String check(ObjectNode json) {
    return new ContentHash().add(json.toString()).digits();
  }
}
