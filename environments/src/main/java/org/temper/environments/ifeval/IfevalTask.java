package org.temper.environments.ifeval;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.temper.api.Excerpt;
import org.temper.data.JsonRecord;
import org.temper.data.JsonlReader;
import org.temper.data.MalformedDataException;
import org.temper.data.chat.Conversation;
import org.temper.data.chat.Message;
import org.temper.data.chat.Role;
import org.temper.environments.Task;

/**
 * A prompt of IFEval with the instructions that it gives.
 *
 * @param key names it in its file, not blank
 * @param prompt what the policy is asked
 * @param instructions what can be checked of a response, at least one
 */
public record IfevalTask(String key, String prompt, List<Instruction> instructions) {

  /**
   * Checks the key and copies the instructions.
   *
   * @throws IllegalArgumentException if the key is blank or there is no instruction
   */
  public IfevalTask {
    checkArgument(!key.isBlank(), "key: expected a name that lasts, got a blank one");
    instructions = ImmutableList.copyOf(instructions);
    checkArgument(!instructions.isEmpty(), "instructions: expected at least one, got none");
  }

  /**
   * Reads tasks from IFEval's own format: one JSON object a line, gzip or not, with the fields
   * {@code key}, a number or a string, {@code prompt}, {@code instruction_id_list} and {@code
   * kwargs}, a list of objects of arguments, one an instruction.
   *
   * @param file the file
   * @return the tasks, at least one, in the order of the file
   * @throws MalformedDataException if the file holds no task or one that is not as it should be;
   *     the message names file, line and field, or the instruction that is not known
   * @throws IllegalArgumentException if there is no such file
   */
  public static List<IfevalTask> read(Path file) {
    return JsonlReader.read(file, IfevalTask::of);
  }

  /**
   * The task of a record.
   *
   * @param record its fields as at {@link #read}
   * @return the task
   * @throws MalformedDataException if a field is missing or not as it should be
   */
  public static IfevalTask of(JsonRecord record) {
    String key = record.json("key").filter(JsonNode::isValueNode).map(JsonNode::asText).orElse("");
    if (key.isBlank()) {
      throw record.malformed("key", "expected a number or a string that is not blank");
    }
    List<String> ids = record.texts("instruction_id_list");
    List<JsonRecord> arguments = record.objects("kwargs");
    if (ids.isEmpty()) {
      throw record.malformed("instruction_id_list", "expected at least one instruction, got none");
    }
    if (ids.size() != arguments.size()) {
      throw record.malformed(
          "kwargs",
          "expected one object an instruction, "
              + ids.size()
              + " of instruction_id_list, got "
              + arguments.size());
    }
    ImmutableList.Builder<Instruction> instructions = ImmutableList.builder();
    for (int i = 0; i < ids.size(); i++) {
      instructions.add(Instruction.of(type(record, i, ids.get(i)), arguments.get(i)));
    }
    return new IfevalTask(key, record.text("prompt"), instructions.build());
  }

  private static InstructionType type(JsonRecord record, int index, String id) {
    return InstructionType.withId(id)
        .orElseThrow(
            () ->
                record.malformed(
                    "instruction_id_list[" + index + "]",
                    "expected one of IFEval's 25 instructions, got " + Excerpt.of(id) + group(id)));
  }

  /** The instructions of the group that an id names, for an error. */
  private static String group(String id) {
    String known =
        Arrays.stream(InstructionType.values())
            .filter(type -> id.startsWith(type.group() + ":"))
            .map(InstructionType::id)
            .collect(Collectors.joining(", "));
    return known.isEmpty() ? "" : "; of this group: " + known;
  }

  /**
   * The task for rollouts: a conversation of the prompt alone.
   *
   * @return under the same key
   */
  public Task<IfevalTask> task() {
    return new Task<>(key, this, Conversation.of(Message.of(Role.USER, prompt)));
  }
}
