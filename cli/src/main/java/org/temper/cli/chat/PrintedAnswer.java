package org.temper.cli.chat;

import java.io.PrintWriter;
import org.temper.api.Excerpt;
import org.temper.environments.tools.CallRecord;

/** An answer that is printed as it is written, calls of tools on lines of their own. */
public final class PrintedAnswer implements DialogListener {
  private static final String CALL = "[call] ";
  private static final String RESULT = "[result] ";

  private final PrintWriter out;
  private boolean withinLine;

  /**
   * An answer of which nothing was printed.
   *
   * @param out where it is printed
   */
  public PrintedAnswer(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void text(String piece) {
    out.print(piece);
    out.flush();
    withinLine = piece.isEmpty() ? withinLine : !piece.endsWith("\n");
  }

  @Override
  public void called(CallRecord call) {
    breakLine();
    out.println(
        CALL
            + call.call()
                .map(made -> made.name() + " " + made.arguments())
                .orElseGet(() -> Excerpt.of(call.written())));
    call.result().text().lines().forEach(line -> out.println(RESULT + line));
    if (call.result().text().isEmpty()) {
      out.println(RESULT.strip());
    }
    out.flush();
  }

  /** Ends the line, where one has begun. */
  public void breakLine() {
    if (withinLine) {
      out.println();
      out.flush();
      withinLine = false;
    }
  }
}
