package org.temper.cli.inspect;

import java.util.List;
import java.util.Locale;
import org.temper.cli.inspect.MaskedText.Kind;
import org.temper.cli.inspect.MaskedText.Run;
import org.temper.data.Tokenization.Fate;
import picocli.CommandLine.Help.Ansi;

/**
 * Examples as a terminal shows them: what is learned in green, or between ⟦ and ⟧ where there are
 * no colors.
 *
 * @param reader puts examples in words
 * @param ansi whether there are colors
 */
record ExampleText(MaskedText.Reader reader, Ansi ansi) {

  /** One example with its heading, each line ended. */
  String of(Inspected inspected) {
    StringBuilder text = new StringBuilder(ansi.string("@|bold " + heading(inspected) + "|@"));
    text.append(System.lineSeparator());
    inspected
        .example()
        .map(reader::read)
        .map(MaskedText::runs)
        .orElse(List.of())
        .forEach(run -> text.append(shown(run)));
    return text.append(System.lineSeparator()).toString();
  }

  /** Escape sequences are written by hand: the text is the user's and no markup. */
  private String shown(Run run) {
    if (run.kind() == Kind.CONTEXT) {
      return printable(run.text());
    }
    return ansi.enabled()
        ? "\u001b[32m" + printable(run.text()) + "\u001b[0m"
        : "⟦" + printable(run.text()) + "⟧";
  }

  /** Control characters of data must not reach a terminal. */
  private static String printable(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .forEach(
            c ->
                shown.appendCodePoint(
                    Character.isISOControl(c) && c != '\n' && c != '\t' ? 0xFFFD : c));
    return shown.toString();
  }

  static String heading(Inspected inspected) {
    return String.format(
        Locale.ROOT,
        "%s: %,d tokens, %,d learned%s",
        inspected.location(),
        inspected.whole().length(),
        inspected.example().map(example -> example.scoredTokens()).orElse(0),
        remark(inspected));
  }

  private static String remark(Inspected inspected) {
    if (inspected.example().isEmpty()) {
      return inspected.fate() == Fate.DROPPED ? ", left out as too long" : ", left out";
    }
    return inspected.fate() == Fate.CUT
        ? String.format(Locale.ROOT, ", the last %,d cut off", inspected.cut())
        : "";
  }
}
