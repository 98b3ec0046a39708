/// The first row: which column holds what. Names are compared without case and outer spaces.
struct CSVHeader: Sendable {
    /// As the file writes them.
    let names: [String]
    private let places: [String: Int]

    init(_ record: CSVRecord) {
        var names: [String] = []
        var places: [String: Int] = [:]
        for column in record.cells.indices {
            let name = String(Substring(record.text(at: column)?.text ?? "").trimmingSpaces())
            names.append(name)
            let key = name.lowercased()
            if !key.isEmpty, places[key] == nil { places[key] = column }
        }
        // A spreadsheet leaves empty columns at the end.
        while names.last?.isEmpty == true { names.removeLast() }
        self.names = names
        self.places = places
    }

    /// The first of several names that is there. Names are given in lower case.
    func place(_ names: [String]) -> Int? {
        for name in names { if let place = self.places[name] { return place } }
        return nil
    }

    func contains(_ name: String) -> Bool { self.places[name] != nil }
}
