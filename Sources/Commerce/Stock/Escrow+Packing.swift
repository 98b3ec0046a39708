/// An escrow as it is stored while something of it waits to be settled: each write and each read saves it anew.
extension Escrow {
    public var packed: String {
        var writer = PackedWriter()
        writer.add(self.units)
        writer.add(self.isGrounded)
        writer.add(self.raises.count)
        for raise in self.raises {
            switch raise.cause {
            case .restock: writer.add(0)
            case .write(let id):
                writer.add(1)
                writer.add(id)
            case .feed(let id):
                writer.add(2)
                writer.add(id)
            }
            writer.add(raise.value)
            writer.add(raise.added)
            writer.add(raise.from)
            writer.add(raise.end)
            writer.add(raise.isAnswered)
        }
        writer.add(self.reading == nil ? 0 : 1)
        if let reading = self.reading {
            writer.add(reading.value)
            writer.add(reading.from)
            writer.add(reading.to)
        }
        writer.add(self.rest == nil ? 0 : 1)
        if let rest = self.rest {
            writer.add(rest.call)
            writer.add(name: rest.state.rawValue)
            writer.add(name: rest.cause.rawValue)
            writer.add(rest.from)
            writer.add(rest.end)
            writer.add(rest.stamp)
        }
        return writer.text
    }

    /// - Returns: `nil` where the text is of another form.
    /// - Throws: `PackedReader.Mismatch` where it is no escrow.
    public init?(packed text: String) throws {
        guard let read = try PackedReader.read(text, { try Self(&$0) }) else { return nil }
        self = read
    }

    private init(_ reader: inout PackedReader) throws {
        let (units, isGrounded) = (try reader.int(), try reader.flag())
        guard units >= 0 else { throw PackedReader.Mismatch(place: 1) }
        self.init(units: units, isGrounded: isGrounded)
        let raises = try reader.list { reader in
            let cause: Raise.Cause
            switch try reader.int() {
            case 0: cause = .restock
            case 1: cause = .write(try reader.id())
            case 2: cause = .feed(try reader.id())
            default: throw PackedReader.Mismatch(place: 1)
            }
            return Raise(
                cause: cause, value: try reader.int(), added: try reader.maybe { try $0.int() },
                from: try reader.date(), end: try reader.date(), isAnswered: try reader.flag())
        }
        let reading = try reader.list {
            Reading(value: try $0.int(), from: try $0.date(), to: try $0.date())
        }
        let rest = try reader.list { reader in
            let call = try reader.id()
            guard let state = Rest.State(rawValue: try reader.name()),
                let cause = Rest.Cause(rawValue: try reader.name())
            else { throw PackedReader.Mismatch(place: 1) }
            return Rest(
                call: call, state: state, cause: cause, from: try reader.date(), end: try reader.date(),
                stamp: try reader.maybe { try $0.date() })
        }
        self.restore(raises: raises, reading: reading.first, rest: rest.first)
    }
}
