package org.temper.environments.ifeval.text;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.temper.environments.ifeval.text.SentenceModel.Collocation;
import org.temper.environments.ifeval.text.SentenceModel.Context;

/**
 * A splitter of text into sentences. A question mark or an exclamation mark before white space or
 * punctuation ends one, a period does so unless it belongs to an abbreviation, a number or an
 * initial; an abbreviation or an ellipsis ends one only before a word that begins sentences. Quotes
 * and brackets that close after the mark belong to its sentence. The time is proportional to the
 * text's length.
 *
 * <p>Source: Kiss and Strunk 2006, <a href="https://aclanthology.org/J06-4003/">Unsupervised
 * Multilingual Sentence Boundary Detection</a> (Punkt), section 4, with NLTK's rules of which marks
 * may end a sentence.
 *
 * @param model what is known of the language
 */
public record SentenceSplitter(SentenceModel model) {
  private static final String CLOSING = "\"')]}";

  private static final Context[] SMALL = {
    Context.BEGINNING_SMALL, Context.MIDDLE_SMALL, Context.UNKNOWN_SMALL
  };

  private static final Context[] CAPITALIZED = {
    Context.BEGINNING_CAPITALIZED, Context.MIDDLE_CAPITALIZED, Context.UNKNOWN_CAPITALIZED
  };

  /** What the letters of a word say about whether it begins a sentence. */
  private enum Evidence {
    BEGINS,
    DOES_NOT_BEGIN,
    NONE
  }

  /** A mark that may end a sentence, with the word before it and what follows it. */
  private record Candidate(int word, int mark, int next, int end) {}

  private record Range(int start, int end) {
    boolean isEmpty() {
      return end <= start;
    }
  }

  /**
   * Splits a text.
   *
   * @param text the text
   * @return the sentences, none of them empty, without the white space between them
   */
  public List<String> split(String text) {
    return joined(text, parts(text)).stream()
        .filter(part -> !part.isEmpty())
        .map(part -> text.substring(part.start, part.end))
        .toList();
  }

  /** What lies between the marks that end a sentence. */
  private List<Range> parts(String text) {
    ImmutableList.Builder<Range> parts = ImmutableList.builder();
    int[] start = {0};
    forEachCandidate(
        text,
        candidate -> {
          if (endsSentence(text.substring(candidate.word, candidate.end))) {
            parts.add(new Range(start[0], candidate.mark + 1));
            start[0] = candidate.next;
          }
        });
    int end = text.length();
    while (end > 0 && UnicodeText.isSpace(text.charAt(end - 1))) {
      end--;
    }
    return parts.add(new Range(start[0], end)).build();
  }

  /** Gives the marks that may end a sentence; of several that belong to one word, the last. */
  private static void forEachCandidate(String text, Consumer<Candidate> candidates) {
    Optional<Candidate> pending = Optional.empty();
    int word = 0;
    int mark = 0;
    for (int i = 0; i < text.length(); i++) {
      Optional<Candidate> found = candidate(text, i);
      if (found.isEmpty()) {
        continue;
      }
      int space = i - 1;
      while (space > mark && !isAsciiSpace(text.charAt(space))) {
        space--;
      }
      if (space > mark) {
        word = space + 1;
        pending.ifPresent(candidates);
      } else if (word == mark) {
        pending.ifPresent(candidates);
      }
      mark = i;
      pending = Optional.of(new Candidate(word, i, found.get().next, found.get().end));
    }
    pending.ifPresent(candidates);
  }

  private static Optional<Candidate> candidate(String text, int mark) {
    char c = text.charAt(mark);
    if ((c != '.' && c != '?' && c != '!') || mark + 1 == text.length()) {
      return Optional.empty();
    }
    int next = mark + 1;
    if (SentenceToken.endsWord(text.charAt(next))) {
      return Optional.of(new Candidate(mark, mark, next, next + 1));
    }
    while (next < text.length() && UnicodeText.isSpace(text.charAt(next))) {
      next++;
    }
    if (next == mark + 1 || next == text.length()) {
      return Optional.empty();
    }
    int end = next;
    while (end < text.length() && !UnicodeText.isSpace(text.charAt(end))) {
      end++;
    }
    return Optional.of(new Candidate(mark, mark, next, end));
  }

  private static boolean isAsciiSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  /** Whether a sentence ends before the last token of a text. */
  private boolean endsSentence(String text) {
    List<SentenceToken> tokens = SentenceToken.of(text);
    for (int i = 0; i + 1 < tokens.size(); i++) {
      if (isBetweenSentences(tokens.get(i), tokens.get(i + 1))) {
        return true;
      }
    }
    return false;
  }

  private boolean isBetweenSentences(SentenceToken token, SentenceToken next) {
    if (!token.endsInPeriod()) {
      return token.text().equals("?") || token.text().equals("!");
    }
    String nextType = endsAlone(next) ? next.type() : next.wholeType();
    if (model.collocations().contains(new Collocation(token.type(), nextType))) {
      return false;
    }
    Evidence evidence = evidence(next, nextType);
    boolean initial = token.isInitial();
    if (token.isEllipsis() || isAbbreviation(token)) {
      boolean starter = next.isCapitalized() && model.starters().contains(nextType);
      return !initial && (evidence == Evidence.BEGINS || starter);
    }
    if ((initial || token.isNumber()) && evidence == Evidence.DOES_NOT_BEGIN) {
      return false;
    }
    boolean surname =
        evidence == Evidence.NONE && next.isCapitalized() && !model.wasSeen(nextType, SMALL);
    return !(initial && surname);
  }

  /** Whether a token, looked at alone, would end a sentence. */
  private boolean endsAlone(SentenceToken token) {
    return token.text().equals("?")
        || token.text().equals("!")
        || (token.endsInPeriod() && !token.text().endsWith("..") && !isAbbreviation(token));
  }

  private boolean isAbbreviation(SentenceToken token) {
    if (!token.endsInPeriod() || token.text().equals(".") || token.text().endsWith("..")) {
      return false;
    }
    String word = token.text().substring(0, token.text().length() - 1).toLowerCase(Locale.ROOT);
    return model.abbreviations().contains(word)
        || model.abbreviations().contains(word.substring(word.lastIndexOf('-') + 1));
  }

  /** What the letters of a word say, where its language has been seen to use them in some way. */
  private Evidence evidence(SentenceToken token, String type) {
    if (token.text().length() == 1 && ";:,.!?".contains(token.text())) {
      return Evidence.DOES_NOT_BEGIN;
    }
    if (token.isCapitalized()
        && model.wasSeen(type, SMALL)
        && !model.wasSeen(type, Context.MIDDLE_CAPITALIZED)) {
      return Evidence.BEGINS;
    }
    if (token.beginsSmall()
        && (model.wasSeen(type, CAPITALIZED) || !model.wasSeen(type, Context.BEGINNING_SMALL))) {
      return Evidence.DOES_NOT_BEGIN;
    }
    return Evidence.NONE;
  }

  /** The parts, with what closes at the beginning of one moved to the end of the one before. */
  private static List<Range> joined(String text, List<Range> parts) {
    List<Range> joined = new ArrayList<>();
    int moved = 0;
    for (int i = 0; i < parts.size(); i++) {
      Range part = new Range(parts.get(i).start + moved, parts.get(i).end);
      moved = 0;
      if (i + 1 < parts.size()) {
        Range next = parts.get(i + 1);
        int closed = endOfClosing(text, next);
        if (closed > next.start) {
          int end = closed;
          while (end < next.end && UnicodeText.isSpace(text.charAt(end))) {
            end++;
          }
          moved = end - next.start;
          part = new Range(part.start, closed);
        }
      }
      joined.add(part);
    }
    return joined;
  }

  /** Where quotes and brackets end that a part begins with, before white space or dashes. */
  private static int endOfClosing(String text, Range part) {
    int end = part.start;
    while (end < part.end && CLOSING.indexOf(text.charAt(end)) >= 0) {
      end++;
    }
    boolean closes =
        end >= part.end
            || UnicodeText.isSpace(text.charAt(end))
            || (end + 2 <= part.end && text.startsWith("--", end));
    return closes ? end : part.start;
  }
}
