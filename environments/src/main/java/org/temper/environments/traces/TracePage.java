package org.temper.environments.traces;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.temper.api.rollouts.Verdict;
import org.temper.data.chat.Conversation;
import org.temper.data.chat.Message;
import org.temper.data.chat.Role;
import org.temper.data.html.HtmlPage;
import org.temper.environments.tools.CallRecord;
import org.temper.environments.tools.Turn;

/** A page to read traces on: what was said, called and answered, by whom, and what it was worth. */
public final class TracePage {
  private static final String STYLE =
      """
      .message { border-left: 4px solid #bbb; margin: .6rem .8rem; padding-left: .6rem }
      .message b { font-size: .8rem; color: #666 } .message pre { padding: 0 }
      .system, .developer { border-color: #9a86c9 } .user { border-color: #4a7fb5 }
      .assistant { border-color: #5c9e5c } .assistant pre { color: #123d12 }
      .tool { border-color: #c98f3d } .problem pre { color: #8f1d1d }
      .example p { margin: .4rem .8rem; font-size: .9rem }
      """;

  private TracePage() {}

  /**
   * The page of some traces.
   *
   * @param title what they are
   * @param traces the traces, in the order to show them
   * @return HTML: one file, which needs no other and no network
   */
  public static String of(String title, List<Trace> traces) {
    HtmlPage page = new HtmlPage(title, STYLE);
    figures(page, traces);
    traces.forEach(trace -> trace(page, trace));
    return page.finish();
  }

  private static void figures(HtmlPage page, List<Trace> traces) {
    Map<String, Long> counts = new TreeMap<>();
    for (Trace trace : traces) {
      counts.merge("ended: " + ending(trace), 1L, Long::sum);
      counts.merge("calls", (long) trace.transcript().calls().size(), Long::sum);
      trace
          .verdict()
          .ifPresent(verdict -> counts.merge("verdict: " + kind(verdict), 1L, Long::sum));
      trace
          .transcript()
          .problems()
          .forEach((problem, count) -> counts.merge("calls: " + problem.label(), count, Long::sum));
    }
    page.tags("<table>\n");
    row(page, "episodes", traces.size());
    counts.forEach((name, count) -> row(page, name, count));
    page.tags("</table>\n");
  }

  private static void row(HtmlPage page, String name, long count) {
    page.tags("<tr><td>")
        .text(name)
        .tags("</td><td class=\"n\">" + String.format(Locale.ROOT, "%,d", count))
        .tags("</td></tr>\n");
  }

  private static void trace(HtmlPage page, Trace trace) {
    page.tags("<div class=\"example\"><h3>")
        .text(trace.key().task() + " · stream " + trace.key().stream() + " · " + ending(trace))
        .tags("</h3>\n<p>");
    trace
        .rewards()
        .total()
        .ifPresent(reward -> page.text(String.format(Locale.ROOT, "reward %.4g ", reward)));
    trace
        .rewards()
        .byName()
        .forEach(
            (name, reward) -> page.text(String.format(Locale.ROOT, "· %s %.4g ", name, reward)));
    trace.verdict().ifPresent(verdict -> page.text("· " + said(verdict) + " "));
    page.text(
            String.format(
                Locale.ROOT,
                "· %d tokens, %d of the policy · %.3f s",
                trace.trajectory().tokens().length(),
                trace.trajectory().completion().length(),
                trace.time().toNanos() / 1e9))
        .tags("</p>\n");
    messages(page, trace);
    page.tags("</div>\n");
  }

  /** The prompt as messages, then each turn as it was written with its results. */
  private static void messages(HtmlPage page, Trace trace) {
    Conversation conversation = trace.transcript().conversation();
    for (Message message : conversation.messages().subList(0, trace.transcript().prompt())) {
      message(page, message.role().label(), message.role().label(), message.text());
    }
    for (Turn turn : trace.transcript().turns()) {
      message(page, Role.ASSISTANT.label(), Role.ASSISTANT.label(), turn.text());
      for (CallRecord call : turn.calls()) {
        String problem = call.result().problem().map(found -> " · " + found.label()).orElse("");
        message(
            page,
            problem.isEmpty() ? "tool" : "tool problem",
            call.call().map(made -> made.name()).orElse("no call")
                + String.format(Locale.ROOT, " · %.1f ms", call.time().toNanos() / 1e6)
                + problem,
            call.result().text());
      }
    }
  }

  private static void message(HtmlPage page, String style, String by, String text) {
    page.tags("<div class=\"message " + style + "\"><b>")
        .text(by)
        .tags("</b><pre>")
        .text(text)
        .tags("</pre></div>\n");
  }

  private static String ending(Trace trace) {
    return trace.trajectory().ending().kind().name().toLowerCase(Locale.ROOT)
        + ", "
        + trace.trajectory().ending().reason();
  }

  private static String kind(Verdict verdict) {
    return verdict.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  private static String said(Verdict verdict) {
    if (verdict instanceof Verdict.Failed failed) {
      return "failed: " + failed.reason();
    }
    return verdict instanceof Verdict.Unverified unverified
        ? "unverified: " + unverified.reason()
        : "passed";
  }
}
