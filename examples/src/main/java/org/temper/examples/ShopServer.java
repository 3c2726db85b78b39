package org.temper.examples;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.Splitter;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator.ValidationResponse;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.transport.StdioServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.util.List;
import java.util.function.Function;

/**
 * A Model Context Protocol server on standard input and output, by the protocol's own SDK: what
 * people wish for and what items cost, which is something else every day.
 */
public final class ShopServer {
  static final List<String> PEOPLE =
      Splitter.on(' ').splitToList("ann ben eva kim leo mia sam tom");
  static final List<String> ITEMS =
      Splitter.on(' ').splitToList("tea jam oil rice milk salt nuts eggs");

  private ShopServer() {}

  /** What somebody wishes for on a day. */
  static String wish(String name, String day) {
    return ITEMS.get(Math.floorMod((name + " " + day).hashCode() * 31, ITEMS.size()));
  }

  /** What an item costs on a day. */
  static String price(String item, String day) {
    return String.valueOf(1 + Math.floorMod((item + " " + day).hashCode() * 31, 99));
  }

  public static void main(String[] args) {
    McpJsonMapper json = new JacksonMcpJsonMapper(new ObjectMapper());
    McpServer.sync(new StdioServerTransportProvider(json))
        .serverInfo("shop", "1")
        .jsonSchemaValidator((schema, content) -> ValidationResponse.asValid(""))
        .capabilities(ServerCapabilities.builder().tools(false).build())
        .toolCall(
            tool(json, "wish", "what a person wishes for on a day", "name"),
            (exchange, call) -> said(call, "name", name -> wish(name, text(call, "day"))))
        .toolCall(
            tool(json, "price", "what an item costs on a day", "item"),
            (exchange, call) -> said(call, "item", item -> price(item, text(call, "day"))))
        .build();
  }

  private static Tool tool(McpJsonMapper json, String name, String description, String of) {
    String schema =
        """
        {"type": "object", "required": ["%s", "day"],
         "properties": {"%s": {"type": "string"}, "day": {"type": "integer"}}}
        """;
    return Tool.builder()
        .name(name)
        .description(description)
        .inputSchema(json, schema.formatted(of, of))
        .build();
  }

  private static String text(CallToolRequest call, String argument) {
    return String.valueOf(call.arguments().get(argument));
  }

  private static CallToolResult said(
      CallToolRequest call, String argument, Function<String, String> tool) {
    String value = text(call, argument);
    boolean known = PEOPLE.contains(value) || ITEMS.contains(value);
    return CallToolResult.builder()
        .addTextContent(known ? tool.apply(value) : "no " + value)
        .isError(!known)
        .build();
  }
}
