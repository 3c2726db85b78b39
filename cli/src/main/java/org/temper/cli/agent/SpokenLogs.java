package org.temper.cli.agent;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.temper.data.chat.Conversation;
import org.temper.data.chat.Message;
import org.temper.data.chat.Role;

/**
 * Conversations without tools in which what the user said is said again: most of what the assistant
 * says is copied, which is how copying is learned soonest.
 *
 * @param draws what they are made of
 */
record SpokenLogs(MadeUp draws) {
  private static final int MOST_RECITED = 12;
  private static final int MOST_RECALLED = 4;

  Conversation next() {
    return draws.onceIn(2) ? recited() : recalled();
  }

  /** Words that are said again, in their order. */
  private Conversation recited() {
    String said = MadeUp.joined(Stream.generate(draws::value).limit(draws.upTo(MOST_RECITED)));
    return Conversation.of(Message.of(Role.USER, "Say " + said + "."))
        .then(Message.of(Role.ASSISTANT, said));
  }

  /** Values that are asked for by the names that the user gave them, all of them in any order. */
  private Conversation recalled() {
    List<String> names = draws.words(draws.upTo(MOST_RECALLED));
    List<String> values = names.stream().map(name -> draws.value()).toList();
    String said =
        MadeUp.joined(
            IntStream.range(0, names.size()).mapToObj(i -> names.get(i) + " is " + values.get(i)));
    List<Integer> order = new ArrayList<>(IntStream.range(0, names.size()).boxed().toList());
    Collections.shuffle(order, draws.random());
    List<Message> messages = new ArrayList<>();
    for (int one : order) {
      String asked = draws.asked(names.get(one));
      messages.add(Message.of(Role.USER, messages.isEmpty() ? said + ". " + asked : asked));
      messages.add(Message.of(Role.ASSISTANT, values.get(one)));
    }
    return Conversation.of(messages.get(0)).then(messages.subList(1, messages.size()));
  }
}
