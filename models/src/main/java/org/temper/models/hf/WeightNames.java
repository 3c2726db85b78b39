package org.temper.models.hf;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.temper.api.Excerpt;

/**
 * Names of tensors as they are found where a model was saved in a wrapper. They are explained, not
 * changed: what else a wrapper changed is not known.
 */
final class WeightNames {
  /** The part of a name that tells of an adapter of low rank. */
  private static final String ADAPTER = ".lora_";

  private static final String MERGE = "save model.merge_and_unload()";

  /** The first part of the names of a decoder with its head. */
  private static final String DECODER = "model.";

  private static final ImmutableList<Wrapper> WRAPPERS =
      ImmutableList.of(
          new Wrapper("_orig_mod.", "torch.compile", "save model._orig_mod"),
          new Wrapper("base_model.model.", "PEFT", MERGE),
          new Wrapper("base_layer.", "PEFT", MERGE),
          new Wrapper("_fsdp_wrapped_module.", "FSDP", "save a full state dict"),
          new Wrapper("_checkpoint_wrapped_module.", "checkpointing", "save the model in it"),
          new Wrapper("_forward_module.", "Fabric", "save the model in it"),
          new Wrapper("module.", "DataParallel", "save model.module"));

  /**
   * A program that puts a part of its own into names.
   *
   * @param part the part
   * @param maker the program
   * @param remedy how to save without it
   */
  private record Wrapper(String part, String maker, String remedy) {
    boolean isIn(String name) {
      return name.startsWith(part) || name.contains("." + part);
    }
  }

  private WeightNames() {}

  /**
   * Checks that no tensor would be one of those expected but for what a wrapper added to its name.
   */
  static void checkNotForeign(Path directory, Set<String> expected, Set<String> held) {
    for (String name : held) {
      if (!expected.contains(name)) {
        Optional<String> explained = explained(name, expected);
        checkArgument(
            explained.isEmpty(), "%s: expected names such as %s", directory, explained.orElse(""));
      }
    }
  }

  private static Optional<String> explained(String name, Set<String> expected) {
    if (expected.contains(DECODER + name)) {
      return Optional.of(
          text(DECODER + name, name)
              + ", as of a decoder without its head; save the model as transformers'"
              + " AutoModelForCausalLM");
    }
    if (name.contains(ADAPTER)) {
      return Optional.of(
          text(expected.iterator().next(), name) + ", an adapter's of PEFT; " + MERGE);
    }
    for (Wrapper wrapper : WRAPPERS) {
      if (wrapper.isIn(name)) {
        String bare = bare(name);
        String shown = expected.contains(bare) ? bare : expected.iterator().next();
        return Optional.of(
            text(shown, name)
                + (": '" + wrapper.part() + "' is of " + wrapper.maker())
                + ("; " + wrapper.remedy()));
      }
    }
    for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      String bare = name.substring(dot + 1);
      if (expected.contains(bare)) {
        return Optional.of(
            text(bare, name)
                + (": '" + Excerpt.of(name.substring(0, dot + 1), 40))
                + "' is of something else; save the model without it");
      }
    }
    return Optional.empty();
  }

  private static String text(String expected, String got) {
    return Excerpt.of(expected, 60) + ", got " + Excerpt.of(got, 80);
  }

  private static String bare(String name) {
    String bare = name;
    for (Wrapper wrapper : WRAPPERS) {
      bare = bare.replaceAll("(^|\\.)" + Pattern.quote(wrapper.part()), "$1");
    }
    return bare;
  }
}
