package org.temper.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A server of three tools, which knows as much of the protocol as they need. */
public final class TinyServer {
  private static final ObjectMapper JSON = new ObjectMapper();

  private TinyServer() {}

  /** Serves standard input until it ends. */
  public static void main(String[] arguments) throws IOException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.err.println("ready");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      answer(line).ifPresent(out::println);
    }
  }

  /** The answer to a message, if it asks for one. */
  static Optional<String> answer(String message) throws IOException {
    JsonNode request = JSON.readTree(message);
    if (!request.has("id")) {
      return Optional.empty();
    }
    ObjectNode response = JSON.createObjectNode().put("jsonrpc", "2.0");
    response.set("id", request.get("id"));
    JsonNode parameters = request.path("params");
    switch (request.path("method").asText()) {
      case "initialize" -> {
        ObjectNode result = response.putObject("result");
        result.set("protocolVersion", parameters.get("protocolVersion"));
        result.putObject("capabilities").putObject("tools");
        result.putObject("serverInfo").put("name", "tiny").put("version", "1");
      }
      case "tools/list" -> list(response.putObject("result"), parameters.path("cursor").asText());
      case "tools/call" -> call(response, parameters);
      default -> response.putObject("result");
    }
    return Optional.of(response.toString());
  }

  /** Two pages. */
  private static void list(ObjectNode result, String cursor) throws IOException {
    if (cursor.isEmpty()) {
      result.set(
          "tools",
          JSON.readTree(
              "[{\"name\":\"add\",\"description\":\"Adds.\",\"inputSchema\":{\"type\":\"object\","
                  + "\"properties\":{\"a\":{\"type\":\"integer\"},\"b\":{\"type\":\"integer\"}},"
                  + "\"required\":[\"a\",\"b\"]}}]"));
      result.put("nextCursor", "more");
      return;
    }
    result.set(
        "tools",
        JSON.readTree(
            "[{\"name\":\"fail\",\"title\":\"Fails\",\"inputSchema\":{\"type\":\"object\"}},"
                + "{\"name\":\"hang\",\"inputSchema\":{\"type\":\"object\"}}]"));
  }

  private static void call(ObjectNode response, JsonNode parameters) {
    JsonNode given = parameters.path("arguments");
    switch (parameters.path("name").asText()) {
      case "add" -> {
        ObjectNode result = response.putObject("result");
        int sum = given.path("a").asInt() + given.path("b").asInt();
        result.putArray("content").addObject().put("type", "text").put("text", "é " + sum);
        result
            .withArray("content")
            .addObject()
            .put("type", "image")
            .put("data", "AA==")
            .put("mimeType", "image/png");
      }
      case "fail" -> {
        ObjectNode result = response.putObject("result").put("isError", true);
        result.putArray("content").addObject().put("type", "text").put("text", "no such thing");
      }
      case "hang" -> {
        try {
          Thread.sleep(60_000);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      default -> response.putObject("error").put("code", -32602).put("message", "unknown tool");
    }
  }
}
