package org.temper.data.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.temper.api.TokenSequence;
import org.temper.data.DataHash;
import org.temper.data.MalformedDataException;
import org.temper.data.PromptCompletion;
import org.temper.data.Tokenization;
import org.temper.data.Tokenization.Overflow;
import org.temper.data.corpus.ExampleForm.Tokens;
import org.temper.data.files.DataFiles;
import org.temper.testkit.LetterCodec;

class CorpusReaderTest {
  private static final int RECORDS = 700;

  @TempDir private Path directory;
  private Path file;
  private Path caches;
  private final List<String> said = new ArrayList<>();

  @BeforeEach
  void write() throws IOException {
    file = directory.resolve("data.jsonl");
    caches = directory.resolve("cache");
    write(RECORDS);
  }

  private void write(int records) throws IOException {
    Files.writeString(
        file,
        IntStream.range(0, records)
            .mapToObj(CorpusReaderTest::line)
            .collect(Collectors.joining("\n")));
  }

  private static String line(int record) {
    return "{\"prompt\":\"%s\",\"completion\":\"%s\"}"
        .formatted(letters(record / 3), letters(record));
  }

  /** Another text for each number. */
  private static String letters(int number) {
    return Integer.toString(number, 20)
        .chars()
        .mapToObj(digit -> "" + (char) ('a' + Character.digit(digit, 20)))
        .collect(Collectors.joining());
  }

  private final class Told implements ReadingProgress {
    @Override
    public void start(long bytes) {
      said.add("start");
    }

    @Override
    public void reached(long records, long bytes) {}

    @Override
    public void end() {
      said.add("end");
    }

    @Override
    public void say(String text) {
      said.add(text);
    }
  }

  private static ExampleForm<PromptCompletion, TokenSequence> form(int maxLength, String name) {
    return ExampleForm.promptCompletions(
        PromptCompletion.Fields.DEFAULT,
        new Tokens(Tokenization.of(new LetterCodec(), maxLength, Overflow.TRUNCATE), name));
  }

  private Corpus<TokenSequence> read(long badRecords) {
    return read(form(20, "letters"), badRecords);
  }

  private Corpus<TokenSequence> read(
      ExampleForm<PromptCompletion, TokenSequence> form, long badRecords) {
    ReadingConfig config = ReadingConfig.of(caches).withCacheFrom(0).withBadRecords(badRecords);
    return CorpusReader.of(config, new Told()).read(DataFiles.of(file), form);
  }

  private Corpus<TokenSequence> readIntoMemory(long badRecords) {
    ReadingConfig config = ReadingConfig.of(caches).withBadRecords(badRecords);
    return CorpusReader.of(config, new Told()).read(DataFiles.of(file), form(20, "letters"));
  }

  private List<Path> cacheFiles() throws IOException {
    try (Stream<Path> paths = Files.list(caches)) {
      return paths.filter(path -> path.toString().endsWith(CacheFile.SUFFIX)).sorted().toList();
    }
  }

  @Test
  void theSecondReaderFindsWhatTheFirstWrote() throws IOException {
    Corpus<TokenSequence> first = read(0);
    Path cache = cacheFiles().get(0);
    assertThat(said)
        .containsExactly(file + ": tokenized once, into the cache " + cache, "start", "end");
    byte[] bytes = Files.readAllBytes(cache);
    said.clear();
    Corpus<TokenSequence> second = read(0);
    assertThat(said).isEmpty();
    assertThat(second.records()).isEqualTo(RECORDS);
    assertThat(second.all().examples()).isEqualTo(first.all().examples()).hasSize(RECORDS);
    assertThat(second.reading()).isEqualTo(first.reading()).isEqualTo(readIntoMemory(0).reading());
    assertThat(cacheFiles()).containsExactly(cache);
    assertThat(Files.readAllBytes(cache)).isEqualTo(bytes);
    try (Stream<Path> left = Files.list(caches)) {
      assertThat(left).allMatch(path -> path.equals(cache));
    }
  }

  @Test
  void anotherCacheIsMadeWhenAnythingInItsKeyChanges() throws IOException {
    read(0);
    read(form(21, "letters"), 0);
    read(form(20, "other tokenizer"), 0);
    assertThat(cacheFiles()).hasSize(3);
    write(RECORDS + 1);
    assertThat(read(0).all().examples()).hasSize(RECORDS + 1);
    assertThat(cacheFiles()).hasSize(4);
    Path moved = Files.move(file, directory.resolve("moved.jsonl"));
    file = moved;
    said.clear();
    assertThat(read(0).records()).isEqualTo(RECORDS + 1);
    assertThat(said).isEmpty();
    assertThat(cacheFiles()).hasSize(4);
  }

  @Test
  void aFileThatWasChangedInSecretIsSeen() throws IOException {
    Corpus<TokenSequence> first = read(0);
    var time = Files.getLastModifiedTime(file);
    Files.writeString(file, Files.readString(file).replace("\"cc\"", "\"dc\""));
    Files.setLastModifiedTime(file, time);
    assertThat(read(0).all().examples()).isNotEqualTo(first.all().examples());
  }

  @ParameterizedTest
  @ValueSource(strings = {"end cut off", "empty", "footer", "index", "foreign"})
  void aDamagedCacheIsMadeAnew(String damage) throws IOException {
    List<TokenSequence> expected = List.copyOf(read(0).all().examples());
    Path cache = cacheFiles().get(0);
    long size = Files.size(cache);
    switch (damage) {
      case "end cut off" -> cut(cache, size - 5);
      case "empty" -> cut(cache, 0);
      case "footer" -> flip(cache, size - CacheFile.TAIL_BYTES - 30);
      case "index" -> flip(cache, size - 2000);
      case "foreign" -> {
        read(form(20, "other"), 0);
        Path other = cacheFiles().stream().filter(path -> !path.equals(cache)).findAny().get();
        Files.write(cache, Files.readAllBytes(other));
      }
      default -> throw new IllegalArgumentException(damage);
    }
    said.clear();
    assertThat(read(0).all().examples()).isEqualTo(expected);
    assertThat(said.get(0)).startsWith(cache + ": the cache is made anew: ").doesNotContain("\n");
    said.clear();
    read(0);
    assertThat(said).isEmpty();
  }

  private static void cut(Path path, long size) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(path.toFile(), "rw")) {
      bytes.setLength(size);
    }
  }

  private static void flip(Path path, long at) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(path.toFile(), "rw")) {
      bytes.seek(at);
      int old = bytes.read();
      bytes.seek(at);
      bytes.write(old ^ 1);
    }
  }

  @Test
  void aDamagedExampleIsAnErrorThatNamesTheFile() throws IOException {
    read(0);
    Path cache = cacheFiles().get(0);
    flip(cache, 6);
    List<TokenSequence> examples = read(0).all().examples();
    assertThatThrownBy(() -> examples.get(0))
        .isInstanceOf(MalformedDataException.class)
        .hasMessage(
            cache
                + ": expected record 1 as it was tokenized, got other bytes; delete the file, and"
                + " it is made anew");
    assertThat(examples.get(1).length()).isPositive();
  }

  private void spoil(int... lines) throws IOException {
    List<String> all = new ArrayList<>(Files.readAllLines(file));
    for (int line : lines) {
      all.set(line - 1, line % 2 == 0 ? "{\"prompt\":" : "{\"prompt\":\"a\",\"completion\":1}");
    }
    Files.write(file, all);
  }

  @Test
  void aBadRecordInTheMiddleStopsWithItsLine() throws IOException {
    spoil(351);
    String message = file + ":351: completion: expected a string, got number";
    assertThatThrownBy(() -> read(0))
        .isInstanceOf(MalformedDataException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> readIntoMemory(0)).hasMessage(message);
    assertThat(cacheFiles()).isEmpty();
    try (Stream<Path> left = Files.list(caches)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void badRecordsAreSkippedAndCountedUpToALimit() throws IOException {
    spoil(300, 351, 352, 699);
    Corpus<TokenSequence> memory = readIntoMemory(4);
    assertThat(memory.records()).isEqualTo(RECORDS - 4);
    assertThat(memory.reading().badRecords()).isEqualTo(4);
    assertThat(memory.reading().firstBadRecords())
        .hasSize(3)
        .first()
        .asString()
        .startsWith(file + ":300: expected a JSON object, got invalid JSON: ");
    Corpus<TokenSequence> cached = read(4);
    assertThat(cached.reading()).isEqualTo(memory.reading());
    assertThat(cached.all().examples()).isEqualTo(memory.all().examples());
    // A cache that was made with them is no way round the limit.
    for (int limit : new int[] {0, 3}) {
      assertThatThrownBy(() -> read(limit))
          .hasMessageStartingWith(
              "--bad-records: expected at most "
                  + limit
                  + " malformed records, got more: "
                  + file
                  + ":300: ")
          .hasMessageContaining(file + ":352: ");
    }
    assertThatThrownBy(() -> readIntoMemory(3))
        .hasMessageStartingWith("--bad-records: expected at most 3 malformed records, got more: ");
  }

  @Test
  void whatKilledWritersLeftIsDeletedAndNothingElse() throws IOException {
    Files.createDirectories(caches);
    String left = ".0123456789abcdef-1-22.temper-tokens-tmp";
    Set<String> others =
        Set.of("notes.txt", ".other.tmp", "0123456789abcdef.temper-tokens", ".temper-tokens-tmp");
    Files.writeString(caches.resolve(left), "x");
    for (String name : others) {
      Files.writeString(caches.resolve(name), "x");
    }
    LockedFile held = LockedFile.create(caches, "0123456789abcdef");
    try (held) {
      read(0);
      assertThat(caches.resolve(left)).doesNotExist();
      assertThat(held.path()).exists();
    }
    assertThat(held.path()).doesNotExist();
    for (String name : others) {
      assertThat(caches.resolve(name)).hasContent("x");
    }
  }

  @Test
  void hashesOfPartsAreThoseOfTheirExamples() {
    Corpus<TokenSequence> corpus = read(0);
    var one = corpus.holdOutShare(0.3, 1).split();
    var same = read(0).holdOutShare(0.3, 1).split();
    var other = corpus.holdOutShare(0.3, 2).split();
    var memory = readIntoMemory(0).holdOutShare(0.3, 1).split();
    assertThat(DataHash.ofSequences(one.train()))
        .isEqualTo(DataHash.ofSequences(same.train()))
        .isEqualTo(DataHash.ofSequences(memory.train()));
    assertThat(DataHash.ofSequences(one.train()))
        .isNotEqualTo(DataHash.ofSequences(other.train()))
        .isNotEqualTo(DataHash.ofSequences(one.heldOut()))
        .hasSize(16);
  }

  @Test
  void nothingToLearnIsAnError() throws IOException {
    assertThatThrownBy(() -> read(form(2, "letters"), 0).holdOutEnd(RECORDS - 1))
        .hasMessageContaining("(--max-length)");
    Files.writeString(file, "\n");
    for (long cacheFrom : new long[] {0, Long.MAX_VALUE}) {
      ReadingConfig config = ReadingConfig.of(caches).withCacheFrom(cacheFrom);
      CorpusReader reader = CorpusReader.of(config, new Told());
      assertThatThrownBy(() -> reader.read(DataFiles.of(file), form(20, "letters")))
          .isInstanceOf(MalformedDataException.class)
          .hasMessage(file + ": expected at least one record, got none");
    }
  }

  @Test
  void aHashIsRememberedUntilTheFileChanges() throws IOException {
    String hash = DataFiles.of(file).hash();
    assertThat(FileHashes.remembered(file, caches)).isEqualTo(hash);
    assertThat(caches).as("changed just now").doesNotExist();
    Instant later = Instant.now().plusSeconds(60);
    assertThat(FileHashes.remembered(file, caches, later)).isEqualTo(hash);
    Path memory;
    try (Stream<Path> found = Files.list(caches)) {
      memory = found.findAny().orElseThrow();
    }
    String planted = "0".repeat(64);
    Files.writeString(memory, Files.readString(memory).replace(hash, planted));
    assertThat(FileHashes.remembered(file, caches)).as("not computed again").isEqualTo(planted);
    FileTime time = Files.getLastModifiedTime(file);
    Files.writeString(file, Files.readString(file).replace("\"cc\"", "\"dc\""));
    Files.setLastModifiedTime(file, time);
    assertThat(FileHashes.remembered(file, caches)).isEqualTo(DataFiles.of(file).hash());
    Files.writeString(memory, "damaged");
    assertThat(FileHashes.remembered(file, caches)).isEqualTo(DataFiles.of(file).hash());
  }
}
