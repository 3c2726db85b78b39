package org.temper.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
