package org.temper.mcp;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableList;
import io.modelcontextprotocol.client.McpAsyncClient;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator.ValidationResponse;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.temper.data.chat.ToolCall;
import org.temper.data.chat.ToolDefinition;
import org.temper.environments.tools.CallProblem;
import org.temper.environments.tools.ToolResult;
import org.temper.environments.tools.Toolbox;

/**
 * The tools of a Model Context Protocol server, as it lists them when it is opened. Episodes may
 * share it, each {@linkplain Toolbox#lent lent} it, where the server takes calls at once and keeps
 * nothing between them; otherwise each opens its own.
 *
 * <p>A server over standard input and output that is made with the protocol's Java SDK stops
 * answering once two of its answers meet (<a
 * href="https://github.com/modelcontextprotocol/java-sdk/issues/686">issue 686</a>), which takes no
 * more than a busy machine: it needs {@code immediateExecution(true)}.
 *
 * <p>Text of a result is what the model reads; what is no text is named by its kind. A result that
 * the server calls an error is a {@linkplain CallProblem#FAILED failed} call.
 */
public final class McpToolbox implements Toolbox {
  private static final Logger LOG = LoggerFactory.getLogger(McpToolbox.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<Map<String, Object>> VALUES = new TypeReference<>() {};
  private static final int MOST_PAGES = 1000;
  private static final Duration CLOSING = Duration.ofSeconds(10);

  private final McpAsyncClient client;
  private final ImmutableList<ToolDefinition> definitions;

  private McpToolbox(McpAsyncClient client, ImmutableList<ToolDefinition> definitions) {
    this.client = client;
    this.definitions = definitions;
  }

  /**
   * Starts a server that speaks over its standard input and output, and opens it. It is given the
   * environment variables {@code HOME}, {@code LOGNAME}, {@code PATH}, {@code SHELL}, {@code TERM}
   * and {@code USER} alone (on Windows their like). What it writes to standard error is logged.
   *
   * @param timeout the longest that it may take to start, to list its tools, and for a call
   * @param command the program and its arguments
   * @return the tools; closing them ends the server
   * @throws IllegalArgumentException if there is no command, or the server offers no tools
   * @throws RuntimeException if the server cannot be started or does not answer
   */
  public static McpToolbox stdio(Duration timeout, String... command) {
    checkArgument(command.length > 0, "command: expected a program to run, got none");
    List<String> words = ImmutableList.copyOf(command);
    StdioClientTransport transport =
        new StdioClientTransport(
            ServerParameters.builder(words.get(0)).args(words.subList(1, words.size())).build(),
            new JacksonMcpJsonMapper(JSON));
    transport.setStdErrorHandler(line -> LOG.info("{}: {}", words.get(0), line));
    return open(transport, timeout, words.get(0));
  }

  /**
   * Opens a server that speaks streamable HTTP.
   *
   * @param timeout the longest that it may take to connect, to list its tools, and for a call
   * @param endpoint such as {@code http://localhost:8080/mcp}
   * @return the tools; closing them ends the session
   * @throws IllegalArgumentException if the address has no host, or the server offers no tools
   * @throws RuntimeException if the server cannot be reached or does not answer
   */
  public static McpToolbox http(Duration timeout, URI endpoint) {
    checkArgument(
        endpoint.getHost() != null, "endpoint: expected an address with a host, got %s", endpoint);
    String path = endpoint.getRawPath() == null ? "" : endpoint.getRawPath();
    String query = endpoint.getRawQuery() == null ? "" : "?" + endpoint.getRawQuery();
    return open(
        HttpClientStreamableHttpTransport.builder(
                endpoint.getScheme() + "://" + endpoint.getRawAuthority())
            .endpoint(path + query)
            .jsonMapper(new JacksonMcpJsonMapper(JSON))
            .connectTimeout(timeout)
            .build(),
        timeout,
        endpoint.toString());
  }

  private static McpToolbox open(McpClientTransport transport, Duration timeout, String server) {
    McpAsyncClient client =
        McpClient.async(transport)
            .clientInfo(new McpSchema.Implementation("temper", "1"))
            .requestTimeout(timeout)
            .initializationTimeout(timeout)
            // Arguments are checked before a call; of what comes back the model reads the text.
            .jsonSchemaValidator((schema, content) -> ValidationResponse.asValid(""))
            .build();
    try {
      client.initialize().block();
      ImmutableList<ToolDefinition> definitions = list(client, server);
      checkArgument(
          !definitions.isEmpty(), "server: expected one that offers tools, got %s", server);
      return new McpToolbox(client, definitions);
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  private static ImmutableList<ToolDefinition> list(McpAsyncClient client, String server) {
    ImmutableList.Builder<ToolDefinition> tools = ImmutableList.builder();
    String cursor = null;
    for (int page = 0; page < MOST_PAGES; page++) {
      McpSchema.ListToolsResult listed = requireNonNull(client.listTools(cursor).block());
      listed.tools().forEach(tool -> tools.add(definition(tool)));
      cursor = listed.nextCursor();
      if (cursor == null || cursor.isEmpty()) {
        return tools.build();
      }
    }
    throw new IllegalArgumentException(
        "server: expected at most " + MOST_PAGES + " pages of tools, got more from " + server);
  }

  private static ToolDefinition definition(McpSchema.Tool tool) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("type", "function");
    ObjectNode function = json.putObject("function").put("name", tool.name());
    String title = tool.title() == null ? "" : tool.title();
    function.put("description", tool.description() == null ? title : tool.description());
    JsonNode schema = JSON.valueToTree(tool.inputSchema());
    function.set(
        "parameters",
        schema instanceof ObjectNode object
            ? present(object)
            : JsonNodeFactory.instance.objectNode().put("type", "object"));
    return new ToolDefinition(json);
  }

  /** The fields that are there: templates would write the others as null. */
  private static ObjectNode present(ObjectNode schema) {
    ObjectNode present = schema.deepCopy();
    present.properties().removeIf(entry -> entry.getValue().isNull());
    return present;
  }

  @Override
  public List<ToolDefinition> definitions() {
    return definitions;
  }

  /**
   * {@inheritDoc}
   *
   * @throws RuntimeException if the server refuses the call or does not answer in time
   */
  @Override
  public ToolResult call(ToolCall call) {
    McpSchema.CallToolResult result = answered(sent(call));
    String text = text(result);
    return Boolean.TRUE.equals(result.isError())
        ? ToolResult.refused(CallProblem.FAILED, call.name() + ": " + text)
        : ToolResult.of(text);
  }

  /** Sends a call and does not wait. Two that were sent at once would meet in the transport. */
  private synchronized CompletableFuture<McpSchema.CallToolResult> sent(ToolCall call) {
    return client
        .callTool(
            new McpSchema.CallToolRequest(call.name(), JSON.convertValue(call.arguments(), VALUES)))
        .toFuture();
  }

  private static McpSchema.CallToolResult answered(
      CompletableFuture<McpSchema.CallToolResult> sent) {
    try {
      return sent.get();
    } catch (InterruptedException e) {
      sent.cancel(true);
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the call was given up", e);
    } catch (ExecutionException e) {
      Throwable cause = requireNonNull(e.getCause());
      Throwables.throwIfUnchecked(cause);
      throw new IllegalStateException(String.valueOf(cause.getMessage()), cause);
    }
  }

  private static String text(McpSchema.CallToolResult result) {
    @Nullable List<McpSchema.Content> content = result.content();
    return content == null
        ? ""
        : content.stream()
            .map(
                part ->
                    part instanceof McpSchema.TextContent words
                        ? words.text()
                        : "[" + part.type() + "]")
            .collect(Collectors.joining("\n"));
  }

  @Override
  public void close() {
    try {
      client.closeGracefully().block(CLOSING);
    } catch (RuntimeException e) {
      LOG.warn("The server did not close within {}", CLOSING, e);
    }
  }
}
