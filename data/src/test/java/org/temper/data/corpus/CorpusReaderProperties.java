package org.temper.data.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.temper.api.PreferenceBatch;
import org.temper.api.PreferenceBatch.Pair;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;
import org.temper.data.BatchConfig;
import org.temper.data.Preference;
import org.temper.data.PreferenceBatches;
import org.temper.data.PromptCompletion;
import org.temper.data.SequenceBatches;
import org.temper.data.Split;
import org.temper.data.Tokenization;
import org.temper.data.Tokenization.Overflow;
import org.temper.data.Tokenized;
import org.temper.data.corpus.Corpus.Parts;
import org.temper.data.corpus.ExampleForm.Tokens;
import org.temper.data.files.DataFiles;
import org.temper.data.lists.StoredList;
import org.temper.testkit.LetterCodec;

/** What is read through a cache equals what is read into memory, and what lists of records give. */
class CorpusReaderProperties {
  private static final int MAX_LENGTH = 9;

  private final Tokenization tokenization =
      Tokenization.of(new LetterCodec(), MAX_LENGTH, Overflow.TRUNCATE);
  private final Tokens tokens = new Tokens(tokenization, "letters");
  private Path directory = Path.of("");

  @BeforeProperty
  void make() throws IOException {
    directory = Files.createTempDirectory("corpus");
  }

  @AfterProperty
  void delete() throws IOException {
    MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
  }

  /** Short prompts, so that some are the same, and some so long that nothing fits after them. */
  private static Arbitrary<String> words(int least, int most) {
    return Arbitraries.strings().withChars('a', 'b').ofMinLength(least).ofMaxLength(most);
  }

  @Provide
  Arbitrary<List<Preference>> preferences() {
    return Combinators.combine(words(0, 10), words(1, 6), words(1, 6))
        .as(Preference::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(60);
  }

  private Path write(List<Preference> records) throws IOException {
    Path file = directory.resolve("data.jsonl");
    return Files.writeString(
        file,
        records.stream()
            .map(
                record ->
                    "{\"prompt\":\"%s\",\"completion\":\"%s\",\"chosen\":\"%s\",\"rejected\":\"%s\"}\n"
                        .formatted(
                            record.prompt(), record.chosen(), record.chosen(), record.rejected()))
            .collect(Collectors.joining()));
  }

  private <R, E> Corpus<E> read(Path file, ExampleForm<R, E> form, long cacheFrom) {
    ReadingConfig config = ReadingConfig.of(directory.resolve("cache")).withCacheFrom(cacheFrom);
    return CorpusReader.of(config, ReadingProgress.none()).read(DataFiles.of(file), form);
  }

  private static List<String> shown(SequenceBatches batches, long seed) {
    List<String> shown = new ArrayList<>();
    for (long i = 0; i < 2 * batches.updatesPerEpoch(); i++) {
      var update = batches.update(seed, i);
      shown.add(update.exampleIds().toString());
      update.microBatches().forEach(batch -> shown.add(rows(batch)));
    }
    return shown;
  }

  private static String rows(SequenceBatch batch) {
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < batch.rows(); row++) {
      text.append(List.of(batch.rowTokens(row).length, batch.scoredTokens()));
      for (long token : batch.rowTokens(row)) {
        text.append(' ').append(token);
      }
    }
    return text.toString();
  }

  @Property(tries = 60)
  void sequencesAndTheirBatchesAreTheSame(
      @ForAll("preferences") List<Preference> records,
      @ForAll @DoubleRange(max = 0.5) double share,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 7) int batchSize)
      throws IOException {
    List<PromptCompletion> all =
        records.stream()
            .map(record -> new PromptCompletion(record.prompt(), record.chosen()))
            .toList();
    Split<PromptCompletion> split = Split.byShare(all, PromptCompletion::prompt, share, seed);
    var form = ExampleForm.promptCompletions(PromptCompletion.Fields.DEFAULT, tokens);
    Path file = write(records);
    Corpus<TokenSequence> memory = read(file, form, Long.MAX_VALUE);
    Corpus<TokenSequence> cached = read(file, form, 0);
    assertThat(cached.isCached() && !memory.isCached()).isTrue();
    if (!usable(split.train()) || !usable(split.heldOut())) {
      return;
    }
    Parts<TokenSequence> one = memory.holdOutShare(share, seed);
    Parts<TokenSequence> other = cached.holdOutShare(share, seed);
    Tokenized<TokenSequence> expected = tokenization.sequences(split.train());
    assertThat(one.train().examples()).isEqualTo(expected.examples());
    assertThat(one.train().truncated()).isEqualTo(expected.truncated());
    assertThat(one.train().dropped()).isEqualTo(expected.dropped());
    assertThat(one.heldOut().prompts())
        .isEqualTo(split.heldOut().stream().map(PromptCompletion::prompt).distinct().toList());
    assertThat(other.train().examples()).isInstanceOf(StoredList.class);
    assertThat(other.split()).isEqualTo(one.split());
    assertThat(other.train().truncated()).isEqualTo(one.train().truncated());
    assertThat(other.train().dropped()).isEqualTo(one.train().dropped());
    BatchConfig config = BatchConfig.of(batchSize).withMicroBatchSize(2);
    assertThat(shown(SequenceBatches.of(other.train().examples(), config), seed))
        .isEqualTo(shown(SequenceBatches.of(one.train().examples(), config), seed));
    assertThat(SequenceBatches.inOrder(other.heldOut().examples(), 3).stream().map(this::text))
        .isEqualTo(
            SequenceBatches.inOrder(one.heldOut().examples(), 3).stream().map(this::text).toList());
  }

  private String text(SequenceBatch batch) {
    return rows(batch);
  }

  private boolean usable(List<PromptCompletion> records) {
    return records.isEmpty()
        || records.stream().anyMatch(record -> record.prompt().length() + 1 < MAX_LENGTH);
  }

  @Property(tries = 60)
  void pairsAndTheirBatchesAreTheSame(
      @ForAll("preferences") List<Preference> records, @ForAll long seed) throws IOException {
    if (records.stream().noneMatch(record -> tokenization.pair(record).example().isPresent())) {
      return;
    }
    Path file = write(records);
    var form = ExampleForm.preferences(Preference.Fields.DEFAULT, tokens);
    Corpus.Part<Pair> memory = read(file, form, Long.MAX_VALUE).all();
    Corpus.Part<Pair> cached = read(file, form, 0).all();
    assertThat(memory.examples()).isEqualTo(tokenization.pairs(records).examples());
    assertThat(memory.identical()).isEqualTo(tokenization.pairs(records).identical());
    assertThat(cached.examples()).isEqualTo(memory.examples());
    assertThat(cached.identical()).isEqualTo(memory.identical());
    BatchConfig config = BatchConfig.of(4);
    PreferenceBatches one = PreferenceBatches.of(memory.examples(), config);
    PreferenceBatches other = PreferenceBatches.of(cached.examples(), config);
    for (long i = 0; i < one.updatesPerEpoch(); i++) {
      List<PreferenceBatch> batches = other.update(seed, i).microBatches();
      assertThat(other.update(seed, i).exampleIds()).isEqualTo(one.update(seed, i).exampleIds());
      assertThat(rows(batches.get(0).sequences()))
          .isEqualTo(rows(one.update(seed, i).microBatches().get(0).sequences()));
    }
  }

  @Property(tries = 40)
  void theLastDocumentsAreHeldOut(
      @ForAll("preferences") List<Preference> records, @ForAll @IntRange(max = 70) int heldOut)
      throws IOException {
    Path file = directory.resolve("documents.txt");
    Files.writeString(
        file, records.stream().map(Preference::chosen).collect(Collectors.joining("\n\n")));
    var form = ExampleForm.texts("text", tokens);
    int count = heldOut % records.size();
    Parts<TokenSequence> one = read(file, form, Long.MAX_VALUE).holdOutEnd(count);
    Parts<TokenSequence> other = read(file, form, 0).holdOutEnd(count);
    assertThat(one.heldOut().examples()).hasSize(count);
    assertThat(other.split()).isEqualTo(one.split());
    List<PromptCompletion> texts =
        records.stream().map(record -> new PromptCompletion("", record.chosen())).toList();
    assertThat(one.train().examples())
        .isEqualTo(tokenization.sequences(texts.subList(0, texts.size() - count)).examples());
  }
}
