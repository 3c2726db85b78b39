package org.temper.cli.recommenders.comparison;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.temper.algorithms.checkpoints.AtomicFiles;
import org.temper.api.Excerpt;
import org.temper.cli.recommenders.experiment.Measures.Measured;
import org.temper.data.JsonFile;
import org.temper.data.TextLines;
import org.temper.evaluation.ranking.PolicyShift;
import org.temper.evaluation.ranking.RankingResult;
import org.temper.evaluation.ranking.TargetValues;

/**
 * A trial on disk, as JSON in gzip: what was measured once need not be measured again. Doubles read
 * back bit for bit.
 *
 * @param path the file
 */
record TrialFile(Path path) {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(
              new SimpleModule()
                  .addSerializer(ImmutableIntArray.class, new Integers())
                  .addDeserializer(ImmutableIntArray.class, new ReadIntegers())
                  .addSerializer(ImmutableDoubleArray.class, new Doubles())
                  .addDeserializer(ImmutableDoubleArray.class, new ReadDoubles()))
          .build();

  /** A trial in components that Jackson knows. */
  private record Content(
      double value,
      double effectiveShare,
      RankingResult ranking,
      TargetValues reward,
      PolicyShift shift,
      @Nullable TargetValues satisfaction) {}

  boolean exists() {
    return Files.exists(path);
  }

  Trial read() {
    try (InputStream in = TextLines.open(path)) {
      Content content =
          JSON.treeToValue(JsonFile.parse(path.toString(), in.readAllBytes()), Content.class);
      return new Trial(
          content.value(),
          new Measured(
              content.ranking(),
              content.reward(),
              content.shift(),
              Optional.ofNullable(content.satisfaction())),
          content.effectiveShare());
    } catch (IOException e) {
      throw new IllegalArgumentException(
          path
              + ": expected a trial, got: "
              + Excerpt.of(e.getMessage())
              + "; remove the file, and it is measured anew",
          e);
    }
  }

  /** Writes a trial, whole or not at all, into a directory that is made where there is none. */
  void write(Trial trial) {
    Measured measured = trial.measured();
    Content content =
        new Content(
            trial.value(),
            trial.effectiveShare(),
            measured.ranking(),
            measured.reward(),
            measured.shift(),
            measured.satisfaction().orElse(null));
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    AtomicFiles.write(
        path,
        out -> {
          GZIPOutputStream zipped = new GZIPOutputStream(out);
          zipped.write(JSON.writeValueAsBytes(content));
          zipped.finish();
        });
  }

  private static final class Integers extends JsonSerializer<ImmutableIntArray> {
    @Override
    public void serialize(
        ImmutableIntArray values, JsonGenerator out, SerializerProvider serializers)
        throws IOException {
      out.writeArray(values.toArray(), 0, values.length());
    }
  }

  private static final class Doubles extends JsonSerializer<ImmutableDoubleArray> {
    @Override
    public void serialize(
        ImmutableDoubleArray values, JsonGenerator out, SerializerProvider serializers)
        throws IOException {
      out.writeArray(values.toArray(), 0, values.length());
    }
  }

  private static final class ReadIntegers extends JsonDeserializer<ImmutableIntArray> {
    @Override
    public ImmutableIntArray deserialize(JsonParser in, DeserializationContext context)
        throws IOException {
      return ImmutableIntArray.copyOf(in.readValueAs(int[].class));
    }
  }

  private static final class ReadDoubles extends JsonDeserializer<ImmutableDoubleArray> {
    @Override
    public ImmutableDoubleArray deserialize(JsonParser in, DeserializationContext context)
        throws IOException {
      return ImmutableDoubleArray.copyOf(in.readValueAs(double[].class));
    }
  }
}
