//! Somebody who ends TLS before a gateway that is reached in plain HTTP: a front, if the gateway vouches for him, and else
//! one who stands in between. What the stations say is heard by him.

use rcgen::{CertificateParams, KeyPair, PublicKeyData as _};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::{Acceptor, ClientHello};
use seal::Digest;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio_rustls::LazyConfigAcceptor;
use tokio_rustls::server::TlsStream;

type Heard = Arc<Mutex<Vec<u8>>>;

/// He goes when he is dropped.
pub struct Front {
    pub address: SocketAddr,
    /// By what his certificate is known.
    pub key: Digest,
    heard: Heard,
    _threads: Runtime,
}

impl Front {
    /// With a certificate of his own, before the gateway at that address.
    pub fn before(gateway: SocketAddr) -> Self {
        Self::at("127.0.0.1:0".parse().unwrap(), gateway)
    }

    /// The same at an address of ours.
    pub fn at(address: SocketAddr, gateway: SocketAddr) -> Self {
        Self::standing(address, gateway, Manners::Alert)
    }

    /// Whoever asks for nothing but HTTP/2 hears no word from him, not even that of TLS.
    pub fn without_a_word(gateway: SocketAddr) -> Self {
        Self::standing("127.0.0.1:0".parse().unwrap(), gateway, Manners::Silence)
    }

    fn standing(address: SocketAddr, gateway: SocketAddr, manners: Manners) -> Self {
        let (config, key) = certified();
        let threads = a_thread();
        let listener = threads.block_on(TcpListener::bind(address)).unwrap();
        let (address, heard) = (listener.local_addr().unwrap(), Heard::default());
        let door = Door { config, gateway, manners, heard: Arc::clone(&heard) };
        threads.spawn(serve(listener, door));
        Self { address, key, heard, _threads: threads }
    }

    pub fn url(&self) -> String {
        format!("https://{}", self.address)
    }

    /// All that was said to him, on HTTP/1.1 as it stood there.
    pub fn heard(&self) -> String {
        String::from_utf8_lossy(&self.heard.lock().unwrap()).into_owned()
    }
}

/// One address for several fronts: whoever comes is let through to the first of them that is there.
pub struct Shared {
    pub address: SocketAddr,
    _threads: Runtime,
}

impl Shared {
    pub fn before(fronts: &[&Front]) -> Self {
        let fronts: Vec<SocketAddr> = fronts.iter().map(|front| front.address).collect();
        let threads = a_thread();
        let listener = threads.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        threads.spawn(share(listener, fronts));
        Self { address, _threads: threads }
    }

    pub fn url(&self) -> String {
        format!("https://{}", self.address)
    }
}

async fn share(listener: TcpListener, fronts: Vec<SocketAddr>) {
    while let Ok((mut station, _)) = listener.accept().await {
        let fronts = fronts.clone();
        tokio::spawn(async move {
            if let Ok(mut front) = TcpStream::connect(&fronts[..]).await {
                let _ = tokio::io::copy_bidirectional(&mut station, &mut front).await;
            }
        });
    }
}

fn a_thread() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

fn certified() -> (Arc<ServerConfig>, Digest) {
    let pair = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(vec!["front".to_owned()]).unwrap().self_signed(&pair).unwrap();
    let key = Digest::of(&pair.subject_public_key_info());
    let secret = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(pair.serialize_der()));
    let mut config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_protocol_versions(&[&rustls::version::TLS13])
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], secret)
        .unwrap();
    // as web servers come: whoever asks for nothing but HTTP/2 is turned away before he sees a certificate
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    (Arc::new(config), key)
}

/// How he turns away who asks for nothing but HTTP/2.
#[derive(Clone, Copy, PartialEq)]
enum Manners {
    Alert,
    Silence,
}

#[derive(Clone)]
struct Door {
    config: Arc<ServerConfig>,
    gateway: SocketAddr,
    manners: Manners,
    heard: Heard,
}

async fn serve(listener: TcpListener, door: Door) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(let_in(stream, door.clone()));
    }
}

async fn let_in(stream: TcpStream, door: Door) -> std::io::Result<()> {
    let start = LazyConfigAcceptor::new(Acceptor::default(), stream).await?;
    let speaks =
        |hello: &ClientHello<'_>| hello.alpn().is_some_and(|mut names| names.any(|name| name == b"http/1.1"));
    if door.manners == Manners::Silence && !speaks(&start.client_hello()) {
        return Ok(());
    }
    let station = start.into_stream(door.config).await?;
    pass(station, TcpStream::connect(door.gateway).await?, &door.heard).await;
    Ok(())
}

/// Both ways, until one of them hangs up.
async fn pass(station: TlsStream<TcpStream>, gateway: TcpStream, heard: &Heard) {
    let (mut from_station, mut to_station) = tokio::io::split(station);
    let (mut from_gateway, mut to_gateway) = gateway.into_split();
    let answers = tokio::spawn(async move {
        let _ = tokio::io::copy(&mut from_gateway, &mut to_station).await;
        let _ = to_station.shutdown().await;
    });
    let mut piece = vec![0; 16 * 1024];
    while let Ok(bytes @ 1..) = from_station.read(&mut piece).await {
        heard.lock().unwrap().extend_from_slice(&piece[..bytes]);
        if to_gateway.write_all(&piece[..bytes]).await.is_err() {
            break;
        }
    }
    drop(to_gateway);
    let _ = answers.await;
}
