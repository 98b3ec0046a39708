import Foundation

/// `entrepot.json`: one object of texts and numbers by the settings' names.
enum SettingFile {
    /// - Parameter isRequired: Whether a missing file is an error: it was named.
    static func parse(
        path: String, isRequired: Bool, read: (String) throws -> Data?
    ) throws(SettingError) -> [String: String] {
        let data: Data?
        do { data = try read(path) } catch { throw .unreadableFile(path: path, reason: "it cannot be opened") }
        guard let data else {
            if isRequired { throw .unreadableFile(path: path, reason: "there is no such file") }
            return [:]
        }
        let object: [String: Entry]
        do { object = try JSONDecoder().decode([String: Entry].self, from: data) } catch {
            throw .unreadableFile(path: path, reason: "it is not one JSON object")
        }
        let known = Set(Setting.all.filter(\.isInFile).map(\.name))
        var values: [String: String] = [:]
        for (key, entry) in object.sorted(by: { $0.key < $1.key }) {
            guard known.contains(key) else { throw .unknownKey(key, path: path) }
            guard let text = entry.text else { throw .notAValue(key, path: path) }
            values[key] = text
        }
        return values
    }

    private struct Entry: Decodable {
        var text: String?
        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self.text = text
            } else if let number = try? container.decode(Int.self) {
                self.text = String(number)
            }
        }
    }
}
