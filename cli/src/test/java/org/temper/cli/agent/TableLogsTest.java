package org.temper.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.temper.data.chat.Conversation;
import org.temper.data.chat.Message;
import org.temper.data.chat.Role;
import org.temper.data.chat.ToolCall;

class TableLogsTest {
  private static final Pattern QUERY =
      Pattern.compile("SELECT (\\w+) FROM (\\w+) WHERE (\\w+) = '(\\w+)'");
  private static final List<String> WORDS =
      List.of("price", "tea", "jam", "road", "team", "size", "code", "shelf", "lamp", "coat");

  @Test
  void whateverAQueryNamesWasToldBefore() {
    TableLogs logs = new TableLogs(new MadeUp(new Random(1), WORDS));
    Stream<Conversation> conversations =
        Stream.concat(
            Stream.generate(logs::given).limit(50), Stream.generate(logs::found).limit(50));
    assertThat(conversations)
        .allSatisfy(
            conversation -> {
              String told = "";
              for (Message message : conversation.messages()) {
                for (ToolCall call : message.toolCalls()) {
                  Matcher query = QUERY.matcher(call.arguments().path("sql").asText());
                  if (query.matches()) {
                    for (int part = 1; part <= 4; part++) {
                      assertThat(told).containsPattern("\\b" + query.group(part) + "\\b");
                    }
                  }
                }
                told += message.role() == Role.ASSISTANT ? "" : message.text() + "\n";
              }
            });
  }

  @Test
  void anAnswerIsWhatTheQueryGave() {
    TableLogs logs = new TableLogs(new MadeUp(new Random(2), WORDS));
    for (Conversation conversation : Stream.generate(logs::found).limit(30).toList()) {
      List<Message> messages = conversation.messages();
      int last = messages.size() - 1;
      assertThat(messages.get(last).text()).isEqualTo(messages.get(last - 1).text());
      assertThat(messages.get(last - 1).role()).isEqualTo(Role.TOOL);
      assertThat(
              messages.stream()
                  .flatMap(message -> message.toolCalls().stream())
                  .map(ToolCall::name)
                  .limit(3)
                  .collect(Collectors.toSet()))
          .as("the tools that list, describe and read")
          .hasSize(3);
    }
  }
}
