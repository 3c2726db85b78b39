package org.temper.data.corpus;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.temper.data.chat.Conversation;
import org.temper.data.chat.ConversationTokenization;

/** A count of records whose messages say something beside calls that the template leaves out. */
final class ContentsLeftOut {
  private final ConversationTokenization conversations;
  private final AtomicLong records = new AtomicLong();

  ContentsLeftOut(ConversationTokenization conversations) {
    this.conversations = conversations;
  }

  /** Looks at the conversations of a record, which the template takes. */
  void look(Conversation... ofRecord) {
    if (Stream.of(ofRecord).anyMatch(one -> conversations.contentsLeftOut(one) > 0)) {
      records.incrementAndGet();
    }
  }

  /** What is told of them. */
  List<String> remarks() {
    return records.get() == 0
        ? List.of()
        : List.of(
            records
                + " conversations have messages with tool calls that say something beside them,"
                + " which the template ("
                + conversations.format().template().name()
                + ") leaves out: nothing of it is learned");
  }
}
