package org.temper.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole gzip files are read whole; everything else is an error that names the file. */
class GzipStreamTest {
  private static final String DAMAGED = ": expected a gzip file, got one that is damaged: ";

  @TempDir Path directory;

  @Test
  void allMembersAreRead() throws IOException {
    byte[] file = joined(zipped("a\nb"), zipped(""), zipped("c\n"), zipped("d"));
    assertThat(read(file)).isEqualTo("a\nbc\nd");
    assertThat(read(zipped(""))).isEmpty();
    String text = random(300_000);
    assertThat(read(joined(zipped(text), zipped(text)))).isEqualTo(text + text);
    try (InputStream in = new GzipStream(Files.newInputStream(write(zipped("ab"))))) {
      assertThat(in.read()).isEqualTo('a');
      assertThat(in.read(new byte[1], 0, 0)).isZero();
      assertThat(in.read()).isEqualTo('b');
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  @Test
  void optionalFieldsOfTheHeaderAreSkipped() throws IOException {
    byte[] plain = zipped("text");
    byte[] flagged = Arrays.copyOf(plain, 10);
    flagged[3] = 4 | 8 | 16 | 2;
    byte[] fields = joined(flagged, new byte[] {2, 0, 7, 7}, bytes("name\0comment\0"));
    CRC32 check = new CRC32();
    check.update(fields);
    byte[] checks = {(byte) check.getValue(), (byte) (check.getValue() >> 8)};
    byte[] rest = Arrays.copyOfRange(plain, 10, plain.length);
    assertThat(read(joined(fields, checks, rest))).isEqualTo("text");
    checks[0] ^= 1;
    assertThatThrownBy(() -> read(joined(fields, checks, rest)))
        .hasMessageContaining(DAMAGED + "its header does not match its checksum");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rubbish", "\0", "\0\0\0\0", "\n", "x", "\u001f", "\u001fx"})
  void whatFollowsTheLastMemberIsAnError(String rest) throws IOException {
    for (byte[] whole : new byte[][] {zipped("a\n"), joined(zipped("a\n"), zipped("b\n"))}) {
      Path file = write(joined(whole, rest.getBytes(StandardCharsets.ISO_8859_1)));
      assertThatThrownBy(() -> TextLines.read(file, line -> {}))
          .isInstanceOf(MalformedDataException.class)
          .hasMessageStartingWith(file + ":");
    }
  }

  @Test
  void anyBitOfAnyMemberThatDiffersAndAnyCutIsAnErrorOrChangesNothing() throws IOException {
    byte[] whole = joined(zipped("first\n"), zipped("second\n"));
    String text = read(whole);
    for (int at = 0; at < whole.length; at++) {
      byte[] cut = Arrays.copyOf(whole, at);
      if (at > 1 && at != zipped("first\n").length) {
        assertThatThrownBy(() -> read(cut)).isInstanceOf(MalformedDataException.class);
      }
      for (int bit = 0; bit < 8; bit++) {
        byte[] flipped = whole.clone();
        flipped[at] ^= (byte) (1 << bit);
        if (at > 1) {
          String outcome;
          try {
            outcome = read(flipped);
          } catch (MalformedDataException e) {
            continue;
          }
          // Time, level and system of a header mean nothing to the content.
          assertThat(outcome).isEqualTo(text);
        }
      }
    }
  }

  @Test
  void aLaterMemberThatIsDamagedIsAnError() throws IOException {
    byte[] damaged = zipped("b\n");
    damaged[damaged.length - 6] ^= 1;
    Path file = write(joined(zipped("a\n"), damaged));
    assertThatThrownBy(() -> TextLines.read(file, line -> {}))
        .hasMessage(file + ":3" + DAMAGED + "its content does not match its checksum");
  }

  @Test
  void aBombIsRefusedBeforeItFillsMemory() throws IOException {
    Path line = directory.resolve("line.gz");
    Path records = directory.resolve("records.gz");
    Path blank = directory.resolve("blank.gz");
    bomb(line, "x".repeat(1 << 16));
    bomb(records, "{\"prompt\": \"a\", \"completion\": \"b\"}\n".repeat(1 << 11));
    bomb(blank, "\n".repeat(1 << 16));
    for (Path file : new Path[] {line, records, blank}) {
      assertThatThrownBy(() -> JsonlReader.promptCompletions(file))
          .isInstanceOf(MalformedDataException.class)
          .hasMessageContaining(DAMAGED + "it unpacks to more than 100 times its size; gunzip it");
    }
  }

  @Test
  void aPlainLineIsBoundedToo() throws IOException {
    Path file = Files.writeString(directory.resolve("long.txt"), "a\n" + "x".repeat(1 << 24));
    assertThat(TextDocuments.readLines(file)).hasSize(2);
    Files.writeString(file, "a\n" + "x".repeat((1 << 24) + 1));
    assertThatThrownBy(() -> TextDocuments.readLines(file))
        .hasMessage(file + ":2: expected a line of at most 16 MiB, got a longer one");
  }

  private static void bomb(Path file, String chunk) throws IOException {
    byte[] bytes = bytes(chunk);
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      for (long size = 0; size < 1L << 27; size += bytes.length) {
        out.write(bytes);
      }
    }
  }

  private String read(byte[] file) throws IOException {
    StringBuilder text = new StringBuilder();
    try (InputStream in = TextLines.open(write(file))) {
      text.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw TextLines.failure(directory, 1, e);
    }
    return text.toString();
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(directory.resolve("file.gz"), bytes);
  }

  private static byte[] zipped(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(bytes(text));
    }
    return bytes.toByteArray();
  }

  private static String random(int length) {
    Random random = new Random(1);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) (' ' + random.nextInt(90)));
    }
    return text.toString();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
