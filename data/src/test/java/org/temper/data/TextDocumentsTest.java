package org.temper.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextDocumentsTest {
  @TempDir Path directory;

  @Test
  void blankLinesSeparateDocuments() throws IOException {
    Path file = write("\nOnce upon\na time.\n\n \t\nThe end.\r\n\r\nLast");
    assertThat(TextDocuments.read(file)).containsExactly("Once upon\na time.", "The end.", "Last");
  }

  @Test
  void aLineOfAnyKindCanSeparateDocuments() throws IOException {
    Path file = write("\nOne\n\ntwo.\n<|end|>\n\n<|end|>\n Three. \n\n");
    assertThat(TextDocuments.readSeparated(file, "<|end|>"))
        .containsExactly("One\n\ntwo.", " Three. ");
    assertThatThrownBy(() -> TextDocuments.readSeparated(file, " "))
        .hasMessage("separator: expected text, got a blank string");
  }

  @Test
  void aDocumentMayBeALine() throws IOException {
    assertThat(TextDocuments.readLines(write("a\n\n b\n"))).containsExactly("a", " b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"prompt\": \"a\"}",
        "{\"a\": 1}\n{\"b\": 2}\n",
        "\uFEFF \n\n  [\n {\"a\": 1},\n\n {\"a\": 2}\n]\n",
        "{\n \"a\": {\n}\n}\n\n{\"a\": 3}",
        "{\"a\": 1}\n{broken",
        "[[1], [2]]\n[3]",
        "{\"a\": 1, \"a\": 2}",
      })
  void jsonIsNoText(String json) throws IOException {
    Path file = write(json);
    for (ThrowingCallable read :
        List.<ThrowingCallable>of(
            () -> TextDocuments.read(file),
            () -> TextDocuments.readLines(file),
            () -> TextDocuments.readSeparated(file, "x"))) {
      assertThatThrownBy(read)
          .isInstanceOf(MalformedDataException.class)
          .hasMessageStartingWith(file + ": expected plain text, got JSON; records of one JSON")
          .hasMessageEndingWith(".jsonl");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[Music] plays",
        "[1] A footnote.",
        "{braces} of a poem",
        "{\"a\": 1} is JSON",
        "{\"cut\": ",
        "text, then\n{\"a\": 1}",
        "\"quoted\"",
        "42",
      })
  void textMayStartWithABracket(String text) throws IOException {
    assertThat(TextDocuments.read(write(text))).containsExactly(text);
  }

  @Test
  void aFileWithoutTextIsAnError() throws IOException {
    Path file = write(" \n\n");
    String message = file + ": expected at least one document, got none";
    assertThatThrownBy(() -> TextDocuments.read(file)).hasMessage(message);
    assertThatThrownBy(() -> TextDocuments.readSeparated(file, "x")).hasMessage(message);
    assertThatThrownBy(() -> TextDocuments.readLines(file)).hasMessage(message);
  }

  private Path write(String text) throws IOException {
    return Files.writeString(directory.resolve("text.txt"), text);
  }
}
