package org.temper.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.temper.data.chat.ToolCall;
import org.temper.data.chat.ToolDefinition;
import org.temper.environments.tools.CallProblem;
import org.temper.environments.tools.ToolResult;
import org.temper.environments.tools.Toolbox;

class McpToolboxTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private static McpToolbox stdio(Duration timeout) {
    return McpToolbox.stdio(
        timeout,
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        System.getProperty("java.class.path"),
        TinyServer.class.getName());
  }

  private static void check(Toolbox toolbox) throws Exception {
    assertThat(toolbox.definitions().stream().map(ToolDefinition::name))
        .containsExactly("add", "fail", "hang");
    assertThat(toolbox.definitions().get(0).json())
        .hasToString(
            "{\"type\":\"function\",\"function\":{\"name\":\"add\",\"description\":\"Adds.\","
                + "\"parameters\":{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\"},"
                + "\"b\":{\"type\":\"integer\"}},\"required\":[\"a\",\"b\"]}}}");
    assertThat(
            toolbox.call(
                ToolCall.of("add", JsonNodeFactory.instance.objectNode().put("a", 1).put("b", 2))))
        .isEqualTo(ToolResult.of("é 3\n[image]"));
    assertThat(toolbox.call(ToolCall.of("fail", JsonNodeFactory.instance.objectNode())))
        .isEqualTo(new ToolResult("error: fail: no such thing", Optional.of(CallProblem.FAILED)));
    assertThatThrownBy(
            () -> toolbox.call(ToolCall.of("none", JsonNodeFactory.instance.objectNode())))
        .hasMessageContaining("unknown tool");
  }

  @Test
  void aServersToolsAreAToolbox() throws Exception {
    try (McpToolbox toolbox = stdio(TIMEOUT)) {
      check(toolbox);
      Toolbox lent = toolbox.lent();
      lent.close();
      check(lent);
    }
  }

  @Test
  void callsOfManyEpisodesMayBeMadeAtOnce() throws Exception {
    ExecutorService episodes = Executors.newFixedThreadPool(32);
    try (McpToolbox toolbox = stdio(TIMEOUT)) {
      List<Future<ToolResult>> answers = new ArrayList<>();
      for (int i = 0; i < 2000; i++) {
        ToolCall call =
            ToolCall.of("add", JsonNodeFactory.instance.objectNode().put("a", i).put("b", 1));
        answers.add(episodes.submit(() -> toolbox.call(call)));
      }
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).get()).isEqualTo(ToolResult.of("é " + (i + 1) + "\n[image]"));
      }
    } finally {
      episodes.shutdownNow();
    }
  }

  @Test
  void aCallThatHangsEndsAtItsTime() throws Exception {
    try (McpToolbox toolbox = stdio(Duration.ofSeconds(8))) {
      assertThatThrownBy(
              () -> toolbox.call(ToolCall.of("hang", JsonNodeFactory.instance.objectNode())))
          .isInstanceOf(RuntimeException.class);
    }
  }

  @Test
  void aServerMayBeReachedOverHttp() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/mcp", McpToolboxTest::serve);
    server.start();
    try (McpToolbox toolbox =
        McpToolbox.http(
            TIMEOUT, URI.create("http://localhost:" + server.getAddress().getPort() + "/mcp"))) {
      check(toolbox);
    } finally {
      server.stop(0);
    }
  }

  private static void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!exchange.getRequestMethod().equals("POST")) {
        exchange.sendResponseHeaders(405, -1);
        return;
      }
      String message = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      Optional<String> answer = TinyServer.answer(message);
      if (answer.isEmpty()) {
        exchange.sendResponseHeaders(202, -1);
        return;
      }
      byte[] bytes = answer.get().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Test
  void whatCannotBeOpenedIsRefused() {
    assertThatThrownBy(() -> McpToolbox.stdio(TIMEOUT))
        .hasMessage("command: expected a program to run, got none");
    assertThatThrownBy(() -> McpToolbox.stdio(Duration.ofSeconds(2), "/no/such/program"))
        .isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> McpToolbox.http(TIMEOUT, URI.create("mcp")))
        .hasMessage("endpoint: expected an address with a host, got mcp");
  }
}
