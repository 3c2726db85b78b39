package org.temper.environments.ifeval;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.temper.api.Excerpt;
import org.temper.data.JsonRecord;
import org.temper.environments.ifeval.text.UnicodeText;

/** The arguments of an instruction, as its record holds them. */
record Arguments(JsonRecord record) {

  /** A whole number. */
  int count(String field, int least) {
    double number = record.number(field);
    if (number != Math.rint(number) || number < least || number > Integer.MAX_VALUE) {
      throw record.malformed(
          field, "expected a whole number of at least " + least + ", got " + number);
    }
    return (int) number;
  }

  /** A text without the white space around it, of which something is left. */
  String text(String field) {
    String text = UnicodeText.strip(record.text(field));
    if (text.isEmpty()) {
      throw record.malformed(field, "expected a text, got a blank one");
    }
    return text;
  }

  /** Texts, at least one, none of them empty. */
  List<String> texts(String field) {
    List<String> texts = record.texts(field);
    if (texts.isEmpty() || texts.contains("")) {
      throw record.malformed(
          field, "expected words, got " + (texts.isEmpty() ? "none" : "an empty one among them"));
    }
    return texts;
  }

  /** One character in small letters. */
  String letter(String field) {
    String letter = text(field);
    if (letter.codePointCount(0, letter.length()) != 1) {
      throw record.malformed(field, "expected one character, got " + Excerpt.of(letter));
    }
    return letter;
  }

  /** How numbers have to compare. */
  Relation relation(String field) {
    String words = record.text(field);
    return Arrays.stream(Relation.values())
        .filter(relation -> relation.words().equals(words))
        .findFirst()
        .orElseThrow(
            () ->
                record.malformed(
                    field,
                    "expected "
                        + Arrays.stream(Relation.values())
                            .map(relation -> "\"" + relation.words() + "\"")
                            .collect(Collectors.joining(" or "))
                        + ", got "
                        + Excerpt.of(words)));
  }
}
