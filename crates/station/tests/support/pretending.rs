//! Servers that are no printers, or printers in a condition no real one takes on command.

use ipp::attribute::{IppAttribute, IppAttributeGroup};
use ipp::model::{DelimiterTag, IppVersion, StatusCode};
use ipp::request::IppRequestResponse;
use ipp::value::IppValue;
use station::devices::ipp::PrinterAddress;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::thread;

/// Answers every question that comes with the same bytes.
pub fn always_answering(answer: Vec<u8>) -> PrinterAddress {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap().to_string().parse().unwrap();
    thread::spawn(move || {
        for line in listener.incoming() {
            answer_once(line.unwrap(), &answer);
        }
    });
    address
}

fn answer_once(line: TcpStream, answer: &[u8]) {
    let mut reader = BufReader::new(&line);
    let mut length = 0;
    loop {
        let mut field = String::new();
        reader.read_line(&mut field).unwrap();
        match field.trim().split_once(": ") {
            Some(("Content-Length", value)) => length = value.parse().unwrap(),
            None if field.trim().is_empty() => break,
            _ => {}
        }
    }
    reader.read_exact(&mut vec![0; length]).unwrap();
    // Who asked may have heard enough and be gone.
    let _ = (&line).write_all(answer);
    let _ = line.shutdown(Shutdown::Both);
}

/// One answer of a web server.
pub fn http(status: &str, media_type: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\n\r\n");
    [head.as_bytes(), body].concat()
}

/// What an IPP server says, with groups of printers.
pub fn ipp_answer(status: StatusCode, printers: &[&[(&str, IppValue)]]) -> Vec<u8> {
    let mut answer = IppRequestResponse::new_response(IppVersion::v1_1(), status, 1).unwrap();
    for printer in printers {
        let mut group = IppAttributeGroup::new(DelimiterTag::PrinterAttributes);
        for (name, value) in *printer {
            group.attributes_mut().push(IppAttribute::with_name(name, value.clone()).unwrap());
        }
        answer.attributes_mut().groups_mut().push(group);
    }
    answer.to_bytes().to_vec()
}

/// A name without language.
pub fn name(text: &str) -> IppValue {
    IppValue::new_name_without_language(text).unwrap()
}

/// A keyword.
pub fn keyword(text: &str) -> IppValue {
    IppValue::new_keyword(text).unwrap()
}
