import Foundation

/// Runs another program to its end.
///
/// Foundation's `Process` takes a child for ended when nobody holds a certain descriptor any more, which every child that
/// is started at the same moment inherits, a server too; and `waitUntilExit` blocks one of the few threads that tests have.
/// A whole run stood still for that. Here the system is asked.
public enum ChildProgram {
    public struct Failed: Error {}

    /// - Returns: Its exit status (the signal's number negated, where one ended it), and what it printed.
    public static func run(
        _ program: String, _ arguments: [String], environment: [String: String]? = nil
    ) async throws -> (status: Int32, text: String) {
        let file = FileManager.default.temporaryDirectory.appending(path: "said-\(UUID().uuidString).txt")
        defer { try? FileManager.default.removeItem(at: file) }
        let child = try Self.start(
            [program] + arguments, environment ?? ProcessInfo.processInfo.environment, output: file.path())
        var state: Int32 = 0
        while waitpid(child, &state, WNOHANG) == 0 { try? await Task.sleep(for: .milliseconds(20)) }
        let signal = state & 0x7f
        let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        return (signal == 0 ? (state >> 8) & 0xff : -signal, text)
    }

    private static func start(
        _ words: [String], _ environment: [String: String], output: String
    ) throws -> pid_t {
        #if canImport(Glibc)
            var actions = posix_spawn_file_actions_t()
        #else
            var actions: posix_spawn_file_actions_t?
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        let arguments = words.map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in arguments + variables { free(text) } }
        var child: pid_t = 0
        guard posix_spawn(&child, words[0], &actions, nil, arguments, variables) == 0 else { throw Failed() }
        return child
    }
}
