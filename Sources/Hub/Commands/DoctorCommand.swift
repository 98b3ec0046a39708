import ArgumentParser
import Logging
import Operations

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Look for what is wrong, and say the way out.",
        discussion: "Ends with 1 where something needs a person. It calls each shop once.")

    @Flag(help: "Call no shop.") var offline = false
    @OptionGroup var list: ListFlags
    @OptionGroup var settings: SettingFlags

    func run() async throws {
        try await Failure.reporting {
            var settings = try Settings(flags: self.settings.given)
            settings.logLevel = max(settings.logLevel, .critical)
            let findings = await Doctor(settings: settings, callsShops: !self.offline).findings()
            let out = Output(isJSON: self.list.json)
            try out.show(findings) { out.findings($0) }
            if findings.contains(where: { $0.level == .problem }) { throw ExitCode(1) }
        }
    }
}
