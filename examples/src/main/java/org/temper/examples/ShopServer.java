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
 * somebody wishes for and what items cost.
 */
public final class ShopServer {
  /** Whoever has a name that is a word. */
  static final List<String> PEOPLE =
      Splitter.on(' ')
          .splitToList(
              "animals ann ape bear beasts ben bern bird blues booked bulls cairo cat check "
                  + "class clubs day days deals defeats delhi describe distance downs dune duration "
                  + "emma era eva event extent fair fares fed fee flights fox games gift grams "
                  + "greatest hawks height hero holds hours inches jets kim kings knots lends length "
                  + "lent leo lima lion list load loans losses lost mass matches mean mia miles mph "
                  + "night north orders oslo owl pace pages paris person pets play points race rain "
                  + "rams rations reds rise rome rounds routes rows sales sam scored seal seats "
                  + "sharks size sold south span speed squads stock tag teams title tokyo tom trips "
                  + "victories visits weight");

  static final List<String> ITEMS =
      Splitter.on(' ')
          .splitToList(
              "tea jam oil rice milk salt nuts eggs food drink poem novel ball box bag bowls "
                  + "crate books key star moon sand goods meals");

  private ShopServer() {}

  /** What somebody wishes for. */
  static String wish(String name) {
    return ITEMS.get(Math.floorMod(name.hashCode() * 31, ITEMS.size()));
  }

  /** What an item costs. */
  static String price(String item) {
    return String.valueOf(1 + Math.floorMod(item.hashCode() * 31, 99));
  }

  public static void main(String[] args) {
    McpJsonMapper json = new JacksonMcpJsonMapper(new ObjectMapper());
    McpServer.sync(new StdioServerTransportProvider(json))
        .serverInfo("shop", "1")
        // Two answers at once would end the transport's output.
        .immediateExecution(true)
        .jsonSchemaValidator((schema, content) -> ValidationResponse.asValid(""))
        .capabilities(ServerCapabilities.builder().tools(false).build())
        .toolCall(
            tool(json, "wish", "what somebody wishes for", "name"),
            (exchange, call) -> said(call, "name", PEOPLE, ShopServer::wish))
        .toolCall(
            tool(json, "price", "what an item costs", "item"),
            (exchange, call) -> said(call, "item", ITEMS, ShopServer::price))
        .build();
  }

  private static Tool tool(McpJsonMapper json, String name, String description, String of) {
    String schema =
        """
        {"type": "object", "required": ["%s"], "properties": {"%s": {"type": "string"}}}
        """;
    return Tool.builder()
        .name(name)
        .description(description)
        .inputSchema(json, schema.formatted(of, of))
        .build();
  }

  private static CallToolResult said(
      CallToolRequest call, String argument, List<String> known, Function<String, String> tool) {
    String value = String.valueOf(call.arguments().get(argument));
    boolean isKnown = known.contains(value);
    return CallToolResult.builder()
        .addTextContent(isKnown ? tool.apply(value) : "no " + value)
        .isError(!isKnown)
        .build();
  }
}
