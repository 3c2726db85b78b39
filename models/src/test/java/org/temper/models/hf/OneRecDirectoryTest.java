package org.temper.models.hf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.temper.models.onerec.OneRecConfig;
import org.temper.models.onerec.OneRecPolicy;
import org.temper.models.onerec.TinyNetworks;

class OneRecDirectoryTest {
  @TempDir Path directory;

  static List<OneRecConfig> configs() {
    return TinyNetworks.all();
  }

  @ParameterizedTest
  @MethodSource("configs")
  void loadsWhatItSaved(OneRecConfig config) throws IOException {
    Path target = directory.resolve("model");
    try (OneRecPolicy policy = OneRecPolicy.random(config, 3, Device.cpu())) {
      OneRecDirectory.save(policy, target, SaveOptions.defaults());
      OneRecDirectory.save(
          policy,
          target,
          SaveOptions.defaults().withProvenance(Provenance.of("one-rec", Map.of("--seed", "3"))));
      assertThat(Provenance.read(target).orElseThrow().madeBy()).isEqualTo("one-rec");
      try (OneRecPolicy copy = OneRecDirectory.load(target, Device.cpu())) {
        assertThat(copy.config()).isEqualTo(config);
        policy
            .weights()
            .forEach(
                (name, array) ->
                    assertThat(copy.parameters().get(name).array().toFloatArray())
                        .as(name)
                        .containsExactly(array.toFloatArray()));
      }
    }
    assertThat(directory).isDirectoryContaining(path -> path.endsWith("model"));
  }

  @Test
  void refusesWhatIsNotOne() throws IOException {
    Path target = directory.resolve("model");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OneRecDirectory.load(target, Device.cpu()))
        .withMessage("%s: expected a directory, got none", target);
    try (OneRecPolicy policy = OneRecPolicy.random(configs().get(0), 3, Device.cpu())) {
      OneRecDirectory.save(policy, target, SaveOptions.defaults());
    }
    Path config = target.resolve("config.json");
    Files.writeString(config, Files.readString(config).replace("onerec_encoder_decoder", "hstu"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OneRecDirectory.load(target, Device.cpu()))
        .withMessageContaining("config.json")
        .withMessageContaining("onerec_encoder_decoder or onerec_lazy_decoder");
  }
}
